/**
 * Batches of calibration data: checked against the inputs of a model, and completed where inputs
 * follow from others.
 */
package org.woq4j.core.batch;
