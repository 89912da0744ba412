package org.woq4j.plugins.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.registry.NearestSpelling;
import org.woq4j.core.registry.Providers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.PluginRequirement;

/**
 * The plugins in a folder: every {@code .jar} file in it. Each has its own class loader, which sees
 * only the JDK, the api, SLF4J and PF4J of the host.
 *
 * <pre>{@code
 * try (PluginFolder plugins =
 *     PluginFolder.open(Path.of("plugins"), Quantizer.builder().build().registry())) {
 *   Quantizer.Builder quantizer = Quantizer.builder();
 *   plugins.providers().forEach(quantizer::with);
 *   quantizer.notLoaded(plugins.notLoaded()).build().quantize(request);
 * }
 * }</pre>
 *
 * <p>A broken plugin does not affect the others; {@link #problems} reports it. Immutable, and safe
 * for use by several threads. After closing, its plugins must not be used.
 */
public final class PluginFolder implements AutoCloseable {

  private final Path folder;
  private final IsolatingPluginManager manager;

  /** Empty where every plugin is loaded. */
  private final List<PluginRequirement> required;

  private final List<InstalledPlugin> plugins;

  private PluginFolder(
      Path folder,
      IsolatingPluginManager manager,
      List<PluginRequirement> required,
      List<InstalledPlugin> plugins) {
    this.folder = folder;
    this.manager = manager;
    this.required = required;
    this.plugins = plugins;
  }

  /**
   * Loads all plugins of a folder.
   *
   * @param folder the folder with the jars
   * @param builtIn what is there without plugins; its ids cannot be taken
   * @return the plugins, including broken ones
   * @throws WoqException if the folder cannot be read
   */
  public static PluginFolder open(Path folder, Registry builtIn) {
    IsolatingPluginManager manager = new IsolatingPluginManager(folder, Versions.api());
    List<InstalledPlugin> plugins = new Loading(jars(folder), manager).loadAll(Ids.of(builtIn));
    return new PluginFolder(folder, manager, List.of(), plugins);
  }

  /**
   * Loads the required plugins of a folder. No code of another jar runs. If a required plugin is
   * missing, is broken, or does not have its required version or checksum, no code runs at all.
   * What is loaded is what the checksum was computed of, even if the jar changes meanwhile.
   *
   * @param folder the folder with the jars
   * @param required the plugins to load; an empty list loads none
   * @param builtIn what is there without plugins; its ids cannot be taken
   * @return the plugins, including broken ones and those that were not loaded
   * @throws WoqException if the folder cannot be read
   */
  public static PluginFolder open(Path folder, List<PluginRequirement> required, Registry builtIn) {
    IsolatingPluginManager manager = new IsolatingPluginManager(folder, Versions.api());
    List<InstalledPlugin> plugins =
        new Loading(jars(folder), manager).loadOnly(required, Ids.of(builtIn));
    return new PluginFolder(folder, manager, List.copyOf(required), plugins);
  }

  /**
   * Reads the manifests and service files of the jars in a folder. Runs none of their code.
   *
   * @param folder the folder with the jars
   * @return every jar in the folder, by file name, without providers; those with a problem that
   *     shows without running code have it
   * @throws WoqException if the folder cannot be read
   */
  public static List<InstalledPlugin> inspect(Path folder) {
    return inspect(folder, jars(folder));
  }

  private static List<InstalledPlugin> inspect(Path folder, List<Path> jars) {
    IsolatingPluginManager manager = new IsolatingPluginManager(folder, Versions.api());
    try {
      return new Loading(jars, manager).inspect();
    } finally {
      manager.unloadAll();
    }
  }

  /**
   * Checks a jar and copies it into a folder. Creates the folder if it does not exist, and replaces
   * a file with the same name. Runs no code of any jar, so ids that are taken show only later.
   *
   * @param jar the plugin
   * @param folder the target folder
   * @return the installed plugin, without providers
   * @throws WoqException if the plugin is broken, conflicts with the plugins in the folder, or
   *     cannot be copied; the folder is then unchanged
   */
  public static InstalledPlugin install(Path jar, Path folder) {
    if (!isJar(jar)) {
      throw PluginError.BROKEN.because(
          "the name of " + jar + " does not end in .jar, so it would not be loaded",
          "choose the jar of a plugin, or rename it");
    }
    List<Path> jars = new ArrayList<>(Files.exists(folder) ? jars(folder) : List.of());
    Path target = folder.resolve(jar.getFileName());
    jars.remove(target);
    jars.add(jar);
    InstalledPlugin plugin =
        inspect(folder, jars).stream()
            .filter(one -> one.jar().equals(jar))
            .findFirst()
            .orElseThrow();
    if (plugin.problem().isPresent()) {
      throw new WoqException(PluginError.BROKEN, List.of(plugin.problem().get()));
    }
    try {
      Files.createDirectories(folder);
      copy(jar, target);
    } catch (IOException failed) {
      throw PluginError.NO_FOLDER.because(jar + " cannot be copied into " + folder, failed);
    }
    return plugin.at(target);
  }

  /** Copies a jar through a temporary file, so that a failure leaves no partial jar. */
  private static void copy(Path jar, Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    Path part = Files.createTempFile(folder, target.getFileName().toString(), ".part");
    try {
      Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** {@return every jar in the folder, by file name} */
  public List<InstalledPlugin> plugins() {
    return plugins;
  }

  /** {@return the providers of all plugins that were loaded} */
  public List<Providers> providers() {
    return plugins.stream().flatMap(plugin -> plugin.providers().stream()).toList();
  }

  /** {@return one issue for each broken plugin} */
  public List<Issue> problems() {
    return plugins.stream().flatMap(plugin -> plugin.problem().stream()).toList();
  }

  /** {@return the reason for each jar that was not loaded: it is broken, or it is not required} */
  public List<Issue> notLoaded() {
    return plugins.stream()
        .filter(plugin -> plugin.providers().isEmpty())
        .map(plugin -> plugin.problem().orElseGet(() -> leftOut(plugin)))
        .toList();
  }

  private Issue leftOut(InstalledPlugin plugin) {
    String what = "the plugin " + plugin.jar() + " was not loaded: ";
    boolean isRequired = required.stream().anyMatch(one -> one.id().equals(plugin.id()));
    return isRequired
        ? Issue.of(
            what + "another required plugin is missing or is not as required",
            "correct that one first")
        : Issue.of(
            what + "it is not one of the required plugins",
            "to load it, require '" + plugin.id() + "'");
  }

  /**
   * {@return the issues of required plugins that are missing or broken; empty if there are none}
   */
  public List<Issue> unmet() {
    return required.stream().flatMap(requirement -> unmet(requirement).stream()).toList();
  }

  /** Stops the plugins and closes their jars. */
  @Override
  public void close() {
    manager.unloadAll();
  }

  private List<Issue> unmet(PluginRequirement requirement) {
    List<InstalledPlugin> found =
        plugins.stream().filter(plugin -> plugin.id().equals(requirement.id())).toList();
    if (found.isEmpty()) {
      List<String> ids = plugins.stream().map(InstalledPlugin::id).toList();
      String cure =
          NearestSpelling.of(requirement.id(), ids)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("the folder has " + (ids.isEmpty() ? "no plugins" : String.join(", ", ids)));
      return List.of(
          Issue.of("the plugin '" + requirement.id() + "' is not in " + folder, cure)
              .at(requirement.location()));
    }
    return found.stream().flatMap(plugin -> plugin.problem().stream()).toList();
  }

  private static boolean isJar(Path file) {
    return file.toString().endsWith(".jar");
  }

  private static List<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(PluginFolder::isJar).sorted().toList();
    } catch (IOException unreadable) {
      throw new WoqException(
          PluginError.NO_FOLDER,
          List.of(
              Issue.of(
                  "the plugin folder "
                      + folder
                      + " cannot be read: "
                      + (Files.exists(folder) ? unreadable : "it does not exist"),
                  "choose a folder with the jars of plugins")),
          unreadable);
    }
  }
}
