package org.woq4j.plugins.host;

import java.util.List;

/**
 * What plugins see of the host: the JDK, the api, SLF4J and PF4J. Everything else is hidden, so
 * that plugins bring what they use, in the version they want. Resources of the host are hidden too,
 * and with them its service files.
 */
final class HostClassLoader extends ClassLoader {

  private static final List<String> SHARED = List.of("org.woq4j.api.", "org.slf4j.", "org.pf4j.");

  static {
    registerAsParallelCapable();
  }

  HostClassLoader() {
    super(ClassLoader.getPlatformClassLoader());
  }

  /** Whether plugins share a class with the host, even if they bring a copy. */
  static boolean shares(String className) {
    return SHARED.stream().anyMatch(className::startsWith);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (shares(name)) {
      return HostClassLoader.class.getClassLoader().loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
