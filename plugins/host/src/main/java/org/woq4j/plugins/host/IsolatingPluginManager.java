package org.woq4j.plugins.host;

import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Unloads every plugin, whatever its state. */
  void unloadAll() {
    for (PluginWrapper plugin : new ArrayList<>(getPlugins())) {
      unloadPlugin(plugin.getPluginId(), false, false);
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
