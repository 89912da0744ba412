package org.woq4j.plugins.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pf4j.DefaultVersionManager;
import org.woq4j.core.report.Version;

/** Decides whether a plugin works with a version of the api. The api has the version of woq4j. */
final class Versions {

  private static final Pattern PLAIN = Pattern.compile("(\\d+)\\.(\\d+)\\.\\d+(-[0-9A-Za-z.-]+)?");

  private static final DefaultVersionManager SEMANTIC = new DefaultVersionManager();

  private Versions() {}

  /** The version of this api. */
  static String api() {
    return Version.current();
  }

  /**
   * Whether this api meets the requirement of a plugin. A plain version accepts itself and later
   * versions up to the next breaking change (the same major version; for 0.x the same minor
   * version). Anything else is a version expression of PF4J.
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
