package org.woq4j.examples.boot;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.woq4j.core.Quantizer;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** Quantizes a model that is inside the jar of the service, into memory. */
@SpringBootApplication
public class QuantizeService implements CommandLineRunner {

  /** Starts the service. */
  public static void main(String[] args) {
    SpringApplication.run(QuantizeService.class, args);
  }

  @Override
  public void run(String... args) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    QuantizationRequest request =
        QuantizationRequest.builder(
                SourceModel.resource(QuantizeService.class, "/model.onnx"), TargetModel.to(bytes))
            .defaults(Settings.builder().algorithm("gptq").format("matmul-nbits").build())
            .calibration(Calibration.of(Reference.of("random", Map.of("batches", 2))))
            .build();
    QuantizationReport report = Quantizer.builder().build().quantize(request);
    System.out.println(report + ", checked: " + report.verification().extent());
    System.out.println("in memory: " + bytes.size() + " bytes");
  }
}
