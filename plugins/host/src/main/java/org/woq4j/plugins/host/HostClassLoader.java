package org.woq4j.plugins.host;

import java.util.List;

/**
 * The classes of the host that plugins see: the JDK, the api, SLF4J and PF4J. Everything else is
 * hidden, so plugins bring their own libraries in any version. The resources of the host, such as
 * its service files, are hidden, too.
 */
final class HostClassLoader extends ClassLoader {

  private static final List<String> SHARED = List.of("org.woq4j.api.", "org.slf4j.", "org.pf4j.");

  static {
    registerAsParallelCapable();
  }

  HostClassLoader() {
    super(ClassLoader.getPlatformClassLoader());
  }

  /** Whether plugins use the host's copy of a class, even if they bring their own. */
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
