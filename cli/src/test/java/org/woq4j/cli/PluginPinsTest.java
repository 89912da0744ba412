package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commands run the code of which plugins. */
class PluginPinsTest {

  @TempDir private Path folder;

  @Test
  void listAndVerifyRunNoCodeUnlessAsked() throws Exception {
    Path traced = tracedFolder();

    Woq list = Woq.run("plugins", "list", "--plugins", traced);
    assertThat(list.out())
        .contains("acme", "1.0.0", "calibration source acme.Traced", "well formed; not run");
    Woq verify = Woq.run("plugins", "verify", "--plugins", traced);
    assertThat(verify.code()).as(verify.err()).isZero();
    assertThat(verify.out()).contains("traced.jar: acme 1.0.0 is well formed; not run");
    assertThat(traced.resolve("trace")).doesNotExist();

    assertThat(Woq.run("plugins", "verify", "--run", "--plugins", traced).code()).isZero();
    assertThat(traced.resolve("trace")).exists();
  }

  @Test
  void onlyRequiredPluginsRunAndTheOthersAreListed() throws Exception {
    Path traced = tracedFolder();
    PluginJar.of(
        Path.of("..", "plugins", "kquant"),
        "woq4j-plugin-kquant",
        "1.2.3",
        traced.resolve("kquant.jar"));
    TestModel.taking(1, 64)
        .weight("w", 64, 32)
        .node("MatMul", List.of("x", "w"), "y")
        .output("y")
        .write(traced.resolve("small.onnx"));
    Path recipe =
        Files.writeString(
            traced.resolve("recipe.yaml"),
            """
            model: small.onnx
            output: out.onnx
            plugins: {path: ., require: [{id: woq4j-plugin-kquant, version: "1.2.3"}]}
            defaults: {algorithm: kquant, group_size: 32, format: matmul-nbits}
            """);
    Path report = traced.resolve("report.json");
    String note = "traced.jar was not loaded: it is not one of the required plugins";

    assertThat(Woq.run("plan", recipe).out()).contains(note);
    Woq run = Woq.run("quantize", recipe, "--report", report);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("woq4j-plugin-kquant 1.2.3 (kquant)", note);
    assertThat(Files.readString(report)).containsSubsequence("plugins_not_loaded", note);
    Woq wrong = Woq.run("quantize", recipe, "--set", "plugins.require=[{id: acme, version: '2'}]");
    assertThat(wrong.code()).isEqualTo(Errors.USER);
    assertThat(wrong.err()).contains("is version 1.0.0 of 'acme', and 2 is required");
    assertThat(traced.resolve("trace")).doesNotExist();
  }

  /** A folder with a plugin that writes the file {@code trace} when its class is initialized. */
  private Path tracedFolder() throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Path project = Files.createDirectory(plugins.resolve("project"));
    Path source = Files.createDirectories(project.resolve("src/main/java/acme"));
    Files.writeString(
        source.resolve("Traced.java"),
        """
        package acme;
        import java.nio.file.*;
        import java.util.List;
        import org.woq4j.api.calibration.*;
        import org.woq4j.api.option.OptionValues;
        public final class Traced implements CalibrationSource {
          static {
            try {
              Files.createFile(Path.of("%s"));
            } catch (java.io.IOException failed) {
              throw new java.io.UncheckedIOException(failed);
            }
          }
          public String id() { return "traced"; }
          public Batches open(List<ModelInput> inputs, OptionValues options) { return null; }
        }
        """
            .formatted(plugins.resolve("trace")));
    Path services = project.resolve("src/main/resources/META-INF/services");
    Files.createDirectories(services);
    Files.writeString(
        services.resolve("org.woq4j.api.calibration.CalibrationSource"), "acme.Traced\n");
    PluginJar.of(project, "acme", "1.0.0", plugins.resolve("traced.jar"));
    return plugins;
  }
}
