package org.woq4j.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void laterChangesOfTheCallerDoNotReachThem() {
    List<Object> inner = new ArrayList<>(List.of("a"));
    Map<String, Object> values = new HashMap<>(Map.of("list", new ArrayList<>(List.of(inner))));
    Reference reference = Reference.of("rtn", values);
    Settings.Builder builder = Settings.builder().bits(4);
    Settings settings = builder.build();

    inner.add("b");
    values.put("more", 1);
    builder.bits(8);

    assertThat(reference.options()).isEqualTo(Map.of("list", List.of(List.of("a"))));
    assertThat(settings.scheme()).isEqualTo(Map.of("bits", 4));
  }

  @Test
  void returnedCollectionsCannotBeChanged() {
    Reference reference = Reference.of("rtn", Map.of("list", new ArrayList<>(List.of("a"))));
    Settings settings = Settings.builder().bits(4).build();

    assertUnmodifiable(() -> reference.options().put("more", 1));
    assertUnmodifiable(() -> ((List<?>) reference.options().get("list")).clear());
    assertUnmodifiable(() -> settings.scheme().put("bits", 8));
    assertUnmodifiable(() -> settings.over(settings).scheme().clear());
  }

  private static void assertUnmodifiable(Runnable change) {
    assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
  }
}
