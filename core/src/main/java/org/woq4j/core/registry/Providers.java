package org.woq4j.core.registry;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.quality.QualityMeasure;

/**
 * The providers of one plugin.
 *
 * <p>More than five parameters: one for each kind of provider.
 *
 * @param plugin the plugin
 * @param algorithms its algorithms
 * @param emitters its emitters
 * @param sources its calibration sources
 * @param targets its deployment targets
 * @param measures its quality measures
 */
public record Providers(
    Plugin plugin,
    List<WeightOnlyAlgorithm> algorithms,
    List<NodeEmitter> emitters,
    List<CalibrationSource> sources,
    List<DeploymentTarget> targets,
    List<QualityMeasure> measures) {

  public Providers {
    Objects.requireNonNull(plugin, "plugin");
    algorithms = List.copyOf(algorithms);
    emitters = List.copyOf(emitters);
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
    measures = List.copyOf(measures);
  }
}
