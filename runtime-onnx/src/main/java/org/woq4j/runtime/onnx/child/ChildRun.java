package org.woq4j.runtime.onnx.child;

import java.util.List;
import java.util.function.Consumer;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * A model that is loaded in a child process.
 *
 * @param number its number there
 */
record ChildRun(Calls calls, int number) implements ModelRun {

  void load(Request request, Calls.Content content) throws NotRunnableException {
    calls.call(number, request, content, ChildRun::refuse);
  }

  @Override
  public void keep(List<Tensor> inputs) throws NotRunnableException {
    calls.call(number, Request.KEEP, out -> Wire.writeTensors(out, inputs), ChildRun::refuse);
  }

  @Override
  public void run(List<Tensor> inputs, Consumer<Tensor> receiver) throws NotRunnableException {
    calls.call(number, Request.RUN, out -> Wire.writeTensors(out, inputs), receiver);
  }

  @Override
  public void close() {
    try {
      calls.call(number, Request.CLOSE, out -> {}, ChildRun::refuse);
    } catch (NotRunnableException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void refuse(Tensor output) {
    throw new IllegalStateException("only a run has outputs, not " + output.name());
  }
}
