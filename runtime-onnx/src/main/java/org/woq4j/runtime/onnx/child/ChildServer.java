package org.woq4j.runtime.onnx.child;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.runtime.onnx.session.LocalRuntime;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.ModelRuntime;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.RuntimeLibrary;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * The child process: carries out requests from standard input, several at a time, and ends when
 * that is closed.
 */
final class ChildServer {

  private final DataInputStream in;
  private final DataOutputStream out;
  private final BufferPool buffers = new BufferPool();
  private final Map<Integer, ModelRun> models = new ConcurrentHashMap<>();
  private final ExecutorService calls =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "call");
            thread.setDaemon(true);
            return thread;
          });

  private ChildServer(DataInputStream in, DataOutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Called by the parent process, with a temporary folder of its own as java.io.tmpdir. */
  public static void main(String[] arguments) {
    // Nothing but replies may get into standard output.
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
    try {
      new ChildServer(
              new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in))),
              new DataOutputStream(
                  new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)))
          .serve();
    } catch (Throwable failure) {
      end(failure);
    }
    // If the parent was killed, nobody else deletes the folder.
    TemporaryFolder.delete(Path.of(System.getProperty("java.io.tmpdir")));
    // Calls that are still running do not matter to anyone, and the library may not be unloaded
    // while they run.
    Runtime.getRuntime().halt(0);
  }

  /** The parent reports what was printed. */
  private static void end(Throwable failure) {
    failure.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  private void serve() throws IOException {
    ModelRuntime runtime = greet();
    try {
      while (true) {
        int call = in.readInt();
        int model = in.readInt();
        serve(new Call(call, model), Request.valueOf(in.readUTF()), runtime);
      }
    } catch (EOFException closed) {
      // The parent has closed this process.
    }
  }

  /** Starts the runtime, and sends the reason if that fails, or what the library can do. */
  private ModelRuntime greet() throws IOException {
    LocalRuntime runtime;
    try {
      runtime = LocalRuntime.start(buffers);
    } catch (LinkageError | IllegalStateException failure) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      Wire.writeTexts(out, List.of(String.valueOf(root.getMessage())));
      out.flush();
      throw failure;
    }
    RuntimeLibrary library = runtime.library();
    Wire.writeTexts(out, List.of());
    Wire.writeText(out, library.version());
    Wire.writeTexts(out, library.known());
    Wire.writeTexts(out, library.available());
    out.flush();
    return runtime;
  }

  private void serve(Call call, Request request, ModelRuntime runtime) throws IOException {
    switch (request) {
      case LOAD_FILE -> {
        Path file = Path.of(Wire.readText(in));
        SessionSettings settings = Wire.readSettings(in);
        call.start(() -> models.put(call.model, runtime.load(file, settings)));
      }
      case LOAD_BYTES -> {
        byte[] bytes = Wire.readBytes(in);
        SessionSettings settings = Wire.readSettings(in);
        call.start(() -> models.put(call.model, runtime.load(bytes, settings)));
      }
      case KEEP -> {
        List<Tensor> inputs = Wire.readTensors(in, buffers::take);
        call.start(() -> call.run().keep(inputs));
      }
      case RUN -> {
        List<Tensor> inputs = Wire.readTensors(in, buffers::take);
        call.start(
            () -> {
              try {
                call.run().run(inputs, call::output);
              } finally {
                inputs.forEach(input -> buffers.giveBack(input.data()));
              }
            });
      }
      case CLOSE ->
          call.start(
              () -> {
                call.run().close();
                models.remove(call.model);
              });
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws NotRunnableException;
  }

  @FunctionalInterface
  private interface Content {
    void write() throws IOException;
  }

  /** A call that was requested. */
  private final class Call {

    private final int number;
    private final int model;

    Call(int number, int model) {
      this.number = number;
      this.model = model;
    }

    ModelRun run() {
      return Objects.requireNonNull(models.get(model));
    }

    void start(Work work) {
      calls.execute(
          () -> {
            try {
              work.run();
              reply(Reply.Kind.DONE, () -> {});
            } catch (NotRunnableException e) {
              reply(Reply.Kind.FAILED, () -> Wire.writeText(out, String.valueOf(e.getMessage())));
            } catch (Throwable failure) {
              end(failure);
            }
          });
    }

    void output(Tensor tensor) {
      reply(Reply.Kind.OUTPUT, () -> Wire.writeTensor(out, tensor));
    }

    private void reply(Reply.Kind kind, Content content) {
      synchronized (out) {
        try {
          out.writeInt(number);
          out.writeUTF(kind.name());
          content.write();
          out.flush();
        } catch (IOException closed) {
          end(closed);
        }
      }
    }
  }
}
