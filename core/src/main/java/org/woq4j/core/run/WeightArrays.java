package org.woq4j.core.run;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays for the weights of units, which later units use again. With a new array for each unit, the
 * garbage collector would go through the whole heap for almost every one. Safe for several threads.
 */
final class WeightArrays {

  /**
   * Elements of the largest array that is kept; a larger one would take memory from later units.
   */
  private static final int LARGEST = 4 << 20;

  private final Queue<float[]> idle = new ConcurrentLinkedQueue<>();

  /** An array of at least so many elements, whatever they hold. */
  float[] take(int elements) {
    float[] array = idle.poll();
    return array != null && array.length >= elements ? array : new float[elements];
  }

  /** Takes back an array that nothing reads any more. */
  void giveBack(float[] array) {
    if (array.length <= LARGEST) {
      idle.add(array);
    }
  }
}
