package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CompensationTest {

  /** Inputs that depend on their neighbours: shares fall off below what float32 can hold. */
  @Test
  void sharesAreNeverSubnormal() {
    int inputs = 300;
    float[] gram = new float[inputs * inputs];
    for (int i = 0; i < gram.length; i++) {
      gram[i] = (float) Math.pow(0.9, Math.abs(i / inputs - i % inputs));
    }
    Hessian hessian = new Hessian(gram, inputs, 1);

    float[] shares =
        Compensation.of(
                hessian, hessian.order(), 0.01, Samples.context(Samples.scheme(32), Map.of()))
            .orElseThrow()
            .shares()
            .data();

    assertThat(shares[inputs]).isGreaterThan(0.5f);
    for (float share : shares) {
      assertThat(share == 0 || Math.abs(share) >= 0x1p-64f).isTrue();
    }
  }
}
