package org.woq4j.plugins.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pf4j.DefaultVersionManager;
import org.woq4j.core.report.Version;

/** Which versions of the api a plugin works with. The api is versioned as woq4j is. */
final class Versions {

  private static final Pattern PLAIN = Pattern.compile("(\\d+)\\.(\\d+)\\.\\d+(-[0-9A-Za-z.-]+)?");

  private static final DefaultVersionManager SEMANTIC = new DefaultVersionManager();

  private Versions() {}

  /** The version of the api that is here. */
  static String api() {
    return Version.current();
  }

  /**
   * Whether the api that is here meets what a plugin requires. A plain version is met by itself and
   * by later ones without a breaking change between (the same major version, for 0.x the same minor
   * one); anything else is an expression as PF4J knows them.
   */
  static boolean apiMeets(String requires) {
    return meets(api(), requires);
  }

  static boolean meets(String api, String requires) {
    Matcher plain = PLAIN.matcher(requires.strip());
    if (!plain.matches()) {
      return SEMANTIC.checkVersionConstraint(api, requires.strip());
    }
    Matcher here = PLAIN.matcher(api);
    return here.matches()
        && here.group(1).equals(plain.group(1))
        && (!here.group(1).equals("0") || here.group(2).equals(plain.group(2)))
        && SEMANTIC.compareVersions(api, requires.strip()) >= 0;
  }
}
