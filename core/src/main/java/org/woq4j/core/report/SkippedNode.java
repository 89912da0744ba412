package org.woq4j.core.report;

/**
 * A node that reads a constant and was left as it is.
 *
 * @param node its name; its first output's where it has none
 * @param operator its operator
 * @param weight name of the constant
 * @param reason why, in one sentence without a full stop
 */
public record SkippedNode(String node, String operator, String weight, String reason) {}
