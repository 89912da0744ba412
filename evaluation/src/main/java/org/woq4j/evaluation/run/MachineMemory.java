package org.woq4j.evaluation.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of the machine, or of the container around the process. */
public final class MachineMemory {

  private MachineMemory() {}

  /** {@return half of it, in bytes} */
  public static long half() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        / 2;
  }
}
