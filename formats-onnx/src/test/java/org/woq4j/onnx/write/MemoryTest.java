package org.woq4j.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.read.ModelFixtures;
import org.woq4j.onnx.read.OnnxFile;

/** The weights of a model, 91 MB here, are never on the heap. */
class MemoryTest {

  @TempDir static Path folder;
  private static Path model;

  /** Does everything once, so that class loading and linking are not measured. */
  @BeforeAll
  static void warmUp() {
    model = ModelFixtures.miniLm(folder);
    for (ExternalData policy : ExternalData.values()) {
      Rewriting.rewrite(model, folder.resolve("first.onnx"), policy);
    }
  }

  @Test
  void openingAllocatesWhatTheStructureTakes() {
    assertThat(allocated(() -> OnnxFile.open(model).close())).isLessThan(4 << 20);
  }

  @Test
  void rewritingAllocatesAFewTimesTheStructure() {
    Path output = folder.resolve("out.onnx");
    for (ExternalData policy : ExternalData.values()) {
      assertThat(allocated(() -> Rewriting.rewrite(model, output, policy))).isLessThan(8 << 20);
    }
  }

  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
