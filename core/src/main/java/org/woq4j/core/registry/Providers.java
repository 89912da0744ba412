package org.woq4j.core.registry;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;

/**
 * The providers of one plugin.
 *
 * @param plugin the plugin
 * @param algorithms its algorithms
 * @param emitters its emitters
 * @param sources its calibration sources
 * @param targets its deployment targets
 */
public record Providers(
    Plugin plugin,
    List<WeightOnlyAlgorithm> algorithms,
    List<NodeEmitter> emitters,
    List<CalibrationSource> sources,
    List<DeploymentTarget> targets) {

  public Providers {
    Objects.requireNonNull(plugin, "plugin");
    algorithms = List.copyOf(algorithms);
    emitters = List.copyOf(emitters);
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
  }
}
