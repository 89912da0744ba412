package org.woq4j.openblas;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.openblas.presets.openblas_nolapack.MklSetNumThreadsLocal;

/**
 * The number of threads of OpenBLAS, a setting of the whole process. It is 1 while any of our calls
 * runs, because results depend on it; afterwards it gets its previous value. Other code that calls
 * OpenBLAS at the same time runs on one thread, too. If other code changes the setting at the same
 * time, its value is kept.
 */
final class ThreadSetting {

  /** The process has one setting, so it has one guard. */
  static final ThreadSetting SHARED = new ThreadSetting(setter());

  private final Setter setter;

  private int callers;
  private int found;

  private ThreadSetting(Setter setter) {
    this.setter = setter;
  }

  private static Setter setter() {
    Loader.load(openblas_nolapack.class);
    Pointer function = Loader.addressof("openblas_set_num_threads_local");
    if (function == null) {
      throw new UnsatisfiedLinkError("the loaded library is not OpenBLAS 0.3.27 or later");
    }
    return new Setter(function);
  }

  /** Runs {@code work} while OpenBLAS uses only its caller's thread. */
  void onOneThread(Runnable work) {
    enter();
    try {
      work.run();
    } finally {
      leave();
    }
  }

  private synchronized void enter() {
    if (callers++ == 0) {
      found = setter.call(1);
    }
  }

  private synchronized void leave() {
    if (--callers == 0) {
      int now = setter.call(found);
      if (now != 1) {
        setter.call(now);
      }
    }
  }

  /** Sets the number as other code in the process would; returns the previous number. */
  synchronized int set(int threads) {
    return setter.call(threads);
  }

  /**
   * OpenBLAS's function that sets the number and returns the previous one. The binding lacks it,
   * but has a function of MKL with the same signature.
   */
  private static final class Setter extends MklSetNumThreadsLocal {

    Setter(Pointer function) {
      put(function);
    }
  }
}
