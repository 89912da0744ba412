package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OrtEnvironment;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Whether this process already has an environment of ONNX Runtime, which it shares. */
public final class SharedEnvironment {

  /** What is known about the environment. */
  public enum Presence {
    PRESENT,
    ABSENT,
    /** This version of ONNX Runtime hides it. */
    UNKNOWN
  }

  private SharedEnvironment() {}

  /** Looks for an environment; neither creates one nor loads the native library. */
  public static Presence presence() {
    try {
      // The class of environments loads the native library when it is initialized; this one does
      // not. Without the library there is no environment.
      Class<?> library =
          Class.forName(
              OrtEnvironment.class.getPackageName() + ".OnnxRuntime",
              true,
              OrtEnvironment.class.getClassLoader());
      boolean present =
          Boolean.TRUE.equals(read(library, "loaded"))
              && read(OrtEnvironment.class, "INSTANCE") != null;
      return present ? Presence.PRESENT : Presence.ABSENT;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError hidden) {
      return Presence.UNKNOWN;
    }
  }

  private static @Nullable Object read(Class<?> type, String name)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }
}
