/** Calibration data that is given as arrays, and data that is made up of random numbers. */
package org.woq4j.calibration.arrays;
