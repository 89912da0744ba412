/**
 * Calibration data from arrays and from random numbers. {@link
 * org.woq4j.calibration.arrays.NpzSource}, with the id {@code npz}, reads batches that NumPy saved.
 * {@link org.woq4j.calibration.arrays.RandomSource}, with the id {@code random}, makes random
 * batches, to try a recipe before there is data.
 */
@NullMarked
package org.woq4j.calibration.arrays;

import org.jspecify.annotations.NullMarked;
