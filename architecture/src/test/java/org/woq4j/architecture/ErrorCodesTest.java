package org.woq4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.woq4j.api.ErrorCode;

/** Every error code of woq4j has an id of one form and a row in docs/errors.md. */
class ErrorCodesTest {

  /** {@code | `gptq.no_factor` | `USER` | When. | Cure. |}. */
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+\\.[^`]+)` \\| `([A-Z]+)` \\| [A-Z`].+\\. \\| [A-Z`].+\\. \\|");

  /** The constant that holds a code. */
  private record Constant(JavaField field, ErrorCode code) {

    static Constant of(JavaField field) {
      try {
        Field reflected = field.reflect();
        reflected.setAccessible(true);
        return new Constant(field, (ErrorCode) reflected.get(null));
      } catch (IllegalAccessException impossible) {
        throw new AssertionError(impossible);
      }
    }

    /** The required id: {@code onnx.not_found} for {@code OnnxError.NOT_FOUND}. */
    String expectedId() {
      String module = field.getOwner().getSimpleName().replaceFirst("Error$", "");
      return (module + "." + field.getName()).toLowerCase(Locale.ROOT);
    }
  }

  private static List<Constant> constants;

  @BeforeAll
  static void scan() {
    constants =
        new ClassFileImporter()
            .importPaths(Module.all().stream().map(Module::classes).toList()).stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getRawType().isEquivalentTo(ErrorCode.class))
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .map(Constant::of)
                .toList();
  }

  /** Guards the other tests: all of them pass on an empty scan. */
  @Test
  void theModulesAreScanned() {
    assertThat(constants)
        .extracting(constant -> constant.field().getOwner().getSimpleName())
        .contains("CoreError", "OnnxError", "RuntimeError", "GptqError", "RecipeError");
  }

  @Test
  void anIdIsTheModuleAndTheNameOfItsConstant() {
    assertThat(constants)
        .allSatisfy(constant -> assertThat(constant.code().id()).isEqualTo(constant.expectedId()));
  }

  @Test
  void noTwoConstantsHaveTheSameId() {
    assertThat(constants).extracting(constant -> constant.code().id()).doesNotHaveDuplicates();
  }

  @Test
  void theDocumentationListsEachCodeAndNoOther() throws IOException {
    assertThat(documented())
        .containsExactlyElementsOf(
            constants.stream()
                .map(Constant::code)
                .map(ErrorCodesTest::idAndCategory)
                .sorted()
                .toList());
  }

  /** Id and category of each row, in the order of the file. */
  private static List<String> documented() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "errors.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> row.group(1) + " " + row.group(2))
        .toList();
  }

  private static String idAndCategory(ErrorCode code) {
    return code.id() + " " + code.category();
  }
}
