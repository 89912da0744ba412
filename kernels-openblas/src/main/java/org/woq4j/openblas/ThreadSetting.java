package org.woq4j.openblas;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.openblas.presets.openblas_nolapack.MklSetNumThreadsLocal;

/**
 * The number of threads that OpenBLAS works with, of which there is one in the process. It is 1
 * while any of our calls runs, since its results change with it, and then what it was found to be.
 * Others who call OpenBLAS meanwhile run on one thread too; who sets it meanwhile is not undone.
 */
final class ThreadSetting {

  /** The process has one setting, and one guard of it. */
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
      throw new UnsatisfiedLinkError("the library that was loaded is not OpenBLAS 0.3.27 or later");
    }
    return new Setter(function);
  }

  /** Runs {@code work} while OpenBLAS keeps to its caller's thread. */
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

  /** Sets the number as others in the process would; gives what it was. */
  synchronized int set(int threads) {
    return setter.call(threads);
  }

  /**
   * OpenBLAS's function that sets the number and tells what it was. The binding lacks it, but has
   * one of MKL's of the same shape.
   */
  private static final class Setter extends MklSetNumThreadsLocal {

    Setter(Pointer function) {
      put(function);
    }
  }
}
