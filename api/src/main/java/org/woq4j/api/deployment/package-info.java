/**
 * The contract of a deployment target: where models run.
 *
 * <p>Where a recipe leaves the form of a weight open, the host asks {@link
 * org.woq4j.api.deployment.DeploymentTarget#choices} and takes the first that can hold the weight.
 * It then asks {@link org.woq4j.api.deployment.DeploymentTarget#judge} how each form that will be
 * stored runs there, and shows the answer in plan, summary and report. A vendor ships a target for
 * its processor in a jar that depends on this api only.
 *
 * <pre>{@code
 * public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
 *   return form.node("MatMulNBits").isPresent()
 *       ? Verdict.fast("its kernel reads blocks of 4 bits")
 *       : Verdict.not("it has no kernel for " + form.format(), "format matmul-nbits");
 * }
 * }</pre>
 *
 * <p>The class is named in {@code META-INF/services} and tested by the {@code
 * DeploymentTargetContract} of woq4j-tck.
 */
@NullMarked
package org.woq4j.api.deployment;

import org.jspecify.annotations.NullMarked;
