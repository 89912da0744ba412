package org.woq4j.runtime.onnx.verify;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.core.sample.SampleRows;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.verify.outputs.ErrorSum;

/**
 * A weight [K,N] rounded to 4 bits in blocks of 32 rows with zero points and packed for
 * MatMulNBits, without woq4j's own packing.
 */
final class HandQuantized {

  static final int BLOCK = 32;

  final int inputFeatures;
  final int outputFeatures;
  final int blocks;
  final int[] codes;
  final float[] scales;
  final int[] zeroPoints;
  final float[] decoded;

  /** Rounds a weight [K,N] row-major. */
  HandQuantized(float[] weight, int inputFeatures, int outputFeatures) {
    this.inputFeatures = inputFeatures;
    this.outputFeatures = outputFeatures;
    this.blocks = (inputFeatures + BLOCK - 1) / BLOCK;
    this.codes = new int[weight.length];
    this.scales = new float[blocks * outputFeatures];
    this.zeroPoints = new int[blocks * outputFeatures];
    this.decoded = new float[weight.length];
    for (int block = 0; block < blocks; block++) {
      for (int n = 0; n < outputFeatures; n++) {
        round(weight, block, n);
      }
    }
  }

  /** Numbers in [-0.2, 1), so that zero points are not in the middle and differ. */
  static float[] weight(int inputFeatures, int outputFeatures, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] weight = new float[inputFeatures * outputFeatures];
    for (int i = 0; i < weight.length; i++) {
      double least = -1.5 * (i % outputFeatures) / outputFeatures;
      weight[i] = (float) (least + (1 - least) * random.nextDouble());
    }
    return weight;
  }

  private void round(float[] weight, int block, int n) {
    int end = Math.min((block + 1) * BLOCK, inputFeatures);
    float low = 0;
    float high = 0;
    for (int k = block * BLOCK; k < end; k++) {
      low = Math.min(low, weight[k * outputFeatures + n]);
      high = Math.max(high, weight[k * outputFeatures + n]);
    }
    float scale = high == low ? 1 : (high - low) / 15;
    int zero = Math.round(-low / scale);
    scales[n * blocks + block] = scale;
    zeroPoints[n * blocks + block] = zero;
    for (int k = block * BLOCK; k < end; k++) {
      int i = k * outputFeatures + n;
      codes[i] = Math.max(0, Math.min(15, Math.round(weight[i] / scale) + zero));
      decoded[i] = (codes[i] - zero) * scale;
    }
  }

  /** [N, blocks, 16]. */
  byte[] packedCodes() {
    byte[] packed = new byte[outputFeatures * blocks * BLOCK / 2];
    for (int n = 0; n < outputFeatures; n++) {
      for (int k = 0; k < inputFeatures; k++) {
        int code = codes[k * outputFeatures + n];
        packed[n * blocks * BLOCK / 2 + k / 2] |= (byte) (code << (k % 2 * 4));
      }
    }
    return packed;
  }

  /** [N, ceil(blocks / 2)], each row in whole bytes. */
  byte[] packedZeroPoints() {
    int rowBytes = (blocks + 1) / 2;
    byte[] packed = new byte[outputFeatures * rowBytes];
    for (int n = 0; n < outputFeatures; n++) {
      for (int block = 0; block < blocks; block++) {
        int zero = zeroPoints[n * blocks + block];
        packed[n * rowBytes + block / 2] |= (byte) (zero << (block % 2 * 4));
      }
    }
    return packed;
  }

  /** The mistake of packing zero points across rows, in as many bytes. */
  byte[] zeroPointsPackedAcrossRows() {
    byte[] packed = new byte[packedZeroPoints().length];
    for (int i = 0; i < zeroPoints.length; i++) {
      packed[i / 2] |= (byte) (zeroPoints[i] << (i % 2 * 4));
    }
    return packed;
  }

  /** Adds the weight with other scales [N, blocks], and a MatMulNBits that reads x. */
  ModelBuilder addTo(ModelBuilder model, float[] scales) {
    return model
        .constant("codes", DataType.UINT8, packedCodes(), outputFeatures, blocks, BLOCK / 2)
        .floats("scales", scales, outputFeatures, blocks)
        .constant("points", DataType.UINT8, packedZeroPoints(), outputFeatures, (blocks + 1) / 2)
        .node(
            "com.microsoft",
            "MatMulNBits",
            List.of("x", "codes", "scales", "points"),
            "y",
            Map.of("K", inputFeatures, "N", outputFeatures, "bits", 4, "block_size", BLOCK));
  }

  SampleProduct product() {
    return product(scales);
  }

  /** Its product with the sample rows, in double precision, with other scales [N, blocks]. */
  SampleProduct product(float[] scales) {
    SampleRows rows = SampleRows.of(inputFeatures);
    SampleProduct product = SampleProduct.empty(inputFeatures, outputFeatures);
    for (int n = 0; n < outputFeatures; n++) {
      double[] sums = new double[SampleRows.COUNT];
      for (int k = 0; k < inputFeatures; k++) {
        int block = n * blocks + k / BLOCK;
        product.reach()[n] += scales[block] * (15 + zeroPoints[block]);
        for (int row = 0; row < sums.length; row++) {
          int code = codes[k * outputFeatures + n] - zeroPoints[block];
          sums[row] += rows.value(row, k) * code * (double) scales[block];
        }
      }
      for (int row = 0; row < sums.length; row++) {
        product.values()[row][n] = (float) sums[row];
      }
    }
    return product;
  }

  /** Root of the squared errors over the root of the squares. */
  double relativeError(float[] weight) {
    ErrorSum sum = new ErrorSum();
    for (int i = 0; i < weight.length; i++) {
      sum.add(weight[i], decoded[i]);
    }
    return sum.relative();
  }
}
