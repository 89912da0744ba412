package org.woq4j.core.report;

import java.util.List;

/**
 * A plugin that had a part in a run. One that others depend on may have no ids.
 *
 * <p>More than five parameters: one for each kind of provider.
 *
 * @param id the plugin's id
 * @param version its version
 * @param algorithms ids of its algorithms that were used, those among them to which others delegate
 * @param formats ids of its formats that were used
 * @param sources id of its calibration source, if that was used
 * @param targets id of its deployment target, if the model is for it
 */
public record UsedPlugin(
    String id,
    String version,
    List<String> algorithms,
    List<String> formats,
    List<String> sources,
    List<String> targets) {

  public UsedPlugin {
    algorithms = List.copyOf(algorithms);
    formats = List.copyOf(formats);
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
  }
}
