/**
 * The built-in deployment targets. Each holds what is known of one execution provider of ONNX
 * Runtime as data with its source: {@link org.woq4j.targets.CpuTarget} has a table of measured
 * times, the others have the limits of their kernels. What no source says is unknown.
 */
@NullMarked
package org.woq4j.targets;

import org.jspecify.annotations.NullMarked;
