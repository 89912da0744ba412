package org.woq4j.plugins.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import org.pf4j.DefaultPluginManager;
import org.pf4j.JarPluginLoader;
import org.pf4j.JarPluginRepository;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;

/**
 * PF4J, restricted to jars. Their classes see only the classes of {@link HostClassLoader} from the
 * host.
 */
final class IsolatingPluginManager extends DefaultPluginManager {

  /** Folders, each followed by the file in it. */
  private final Deque<Path> copies = new ArrayDeque<>();

  IsolatingPluginManager(Path folder, String apiVersion) {
    super(folder);
    setSystemVersion(apiVersion); // without it, PF4J ignores what plugins require
    setResolveRecoveryStrategy(ResolveRecoveryStrategy.IGNORE_PLUGIN_AND_CONTINUE);
  }

  /** Reads a jar's manifest. */
  PluginDescriptor describe(Path jar) {
    return getPluginDescriptorFinder().find(jar);
  }

  /** Makes the class loader of a jar. */
  PluginWrapper load(Path jar) {
    return loadPluginFromPath(jar);
  }

  /** Sorts plugins after their dependencies; drops plugins with missing dependencies. */
  void resolve() {
    resolvePlugins();
  }

  /**
   * Copies a jar to a place that only this user can change. Class loaders read a jar class by class
   * for as long as the process runs; so the classes are those of the checksum only if nobody can
   * replace the file after it was computed.
   */
  Path copyOf(Path jar) throws IOException {
    Path folder = Files.createTempDirectory("woq4j-plugin-");
    folder.toFile().deleteOnExit();
    copies.add(folder);
    Path copy = folder.resolve(jar.getFileName());
    copy.toFile().deleteOnExit();
    copies.add(copy);
    return Files.copy(jar, copy);
  }

  /** Unloads every plugin, whatever its state, and deletes the copies. */
  void unloadAll() {
    for (PluginWrapper plugin : new ArrayList<>(getPlugins())) {
      unloadPlugin(plugin.getPluginId(), false, false);
    }
    while (!copies.isEmpty()) {
      copies.removeLast().toFile().delete();
    }
  }

  @Override
  protected boolean isPluginValid(PluginWrapper plugin) {
    return Versions.apiMeets(plugin.getDescriptor().getRequires());
  }

  @Override
  protected PluginDescriptorFinder createPluginDescriptorFinder() {
    return new ManifestPluginDescriptorFinder();
  }

  @Override
  protected PluginRepository createPluginRepository() {
    return new JarPluginRepository(getPluginsRoots());
  }

  @Override
  protected PluginLoader createPluginLoader() {
    return new JarPluginLoader(this) {
      @Override
      protected PluginClassLoader createPluginClassLoader(Path jar, PluginDescriptor plugin) {
        return new IsolatedClassLoader(IsolatingPluginManager.this, plugin);
      }
    };
  }

  /** Enables every plugin in the folder; no file in it can disable one. */
  @Override
  protected PluginStatusProvider createPluginStatusProvider() {
    return new PluginStatusProvider() {
      @Override
      public boolean isPluginDisabled(String pluginId) {
        return false;
      }

      @Override
      public void disablePlugin(String pluginId) {}

      @Override
      public void enablePlugin(String pluginId) {}
    };
  }

  /** Takes shared classes from the host, even if the jar brings a copy. */
  private static final class IsolatedClassLoader extends PluginClassLoader {

    private final String name;

    IsolatedClassLoader(IsolatingPluginManager manager, PluginDescriptor plugin) {
      super(manager, plugin, new HostClassLoader());
      this.name = "plugin " + plugin.getPluginId() + " " + plugin.getVersion();
    }

    @Override
    protected boolean shouldDelegateToParent(String className) {
      return HostClassLoader.shares(className);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
