package org.woq4j.cli;

import org.woq4j.core.report.Version;
import picocli.CommandLine.IVersionProvider;

/** The version of woq for picocli. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"woq " + Version.current()};
  }
}
