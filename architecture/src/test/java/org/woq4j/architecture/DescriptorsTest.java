package org.woq4j.architecture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Checks the module descriptors: they say the same as the class path. */
class DescriptorsTest {

  /** Programs, tests, and the host, because PF4J has no module name. */
  private static final Set<String> WITHOUT =
      Set.of(
          "bench",
          "cli",
          "examples/djl",
          "examples/embedding",
          "examples/guest",
          "examples/langchain4j",
          "examples/spring-boot",
          "plugins/host",
          "prelink",
          "tck");

  @Test
  void allOtherModulesHaveADescriptor() {
    assertThat(Module.all())
        .filteredOn(module -> !Files.exists(descriptor(module)))
        .extracting(Module::path)
        .containsExactlyInAnyOrderElementsOf(WITHOUT);
  }

  @TestFactory
  Stream<DynamicTest> theNameIsThatOfTheBuild() {
    return described(
        (module, descriptor) -> assertThat(descriptor.name()).isEqualTo(module.reservedName()));
  }

  @TestFactory
  Stream<DynamicTest> providesWhatTheServiceFilesList() {
    return described(
        (module, descriptor) -> assertThat(provided(descriptor)).isEqualTo(listed(module)));
  }

  /** Without "uses", a module finds no provider, and Java does not even load its module. */
  @Test
  void coreUsesEveryServiceThatAModuleProvides() {
    Set<String> services = new TreeSet<>();
    for (Module module : Module.all()) {
      services.addAll(listed(module).keySet());
    }
    assertThat(read(new Module("core")).uses()).isEqualTo(services);
  }

  /** A package in two modules is an error on the module path. */
  @Test
  void noPackageIsInTwoModules() {
    Map<String, Set<String>> homes =
        Module.all().stream()
            .flatMap(module -> module.packages().stream().map(name -> Map.entry(name, module)))
            .collect(groupingBy(Map.Entry::getKey, mapping(e -> e.getValue().path(), toSet())));
    assertThat(homes).hasSizeGreaterThan(50).allSatisfy((name, in) -> assertThat(in).hasSize(1));
  }

  private interface Check {
    void of(Module module, ModuleDescriptor descriptor);
  }

  private static Stream<DynamicTest> described(Check check) {
    return Module.all().stream()
        .filter(module -> Files.exists(descriptor(module)))
        .map(
            module -> DynamicTest.dynamicTest(module.path(), () -> check.of(module, read(module))));
  }

  private static Path descriptor(Module module) {
    return module.classes().resolve("module-info.class");
  }

  private static ModuleDescriptor read(Module module) {
    try (InputStream in = Files.newInputStream(descriptor(module))) {
      return ModuleDescriptor.read(in);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Map<String, List<String>> provided(ModuleDescriptor descriptor) {
    Map<String, List<String>> provided = new TreeMap<>();
    for (Provides provides : descriptor.provides()) {
      provided.put(provides.service(), provides.providers());
    }
    return provided;
  }

  private static Map<String, List<String>> listed(Module module) {
    Path folder = module.classes().resolve("META-INF/services");
    Map<String, List<String>> listed = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          listed.put(file.getFileName().toString(), Files.readAllLines(file));
        }
      } catch (IOException failed) {
        throw new AssertionError(failed);
      }
    }
    return listed;
  }
}
