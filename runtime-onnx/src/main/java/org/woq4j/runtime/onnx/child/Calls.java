package org.woq4j.runtime.onnx.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * Calls to a child process. Several threads can call at the same time; one more thread reads the
 * replies and hands them to the callers.
 */
final class Calls implements AutoCloseable {

  private static final Reply ENDED = new Reply(Reply.Kind.ENDED, Optional.empty(), "");

  private final ChildProcess process;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Thread reader = new Thread(this::read, "woq4j-runtime-replies");

  /** The queues of calls that wait for replies. It is also the lock of the two fields below. */
  private final Map<Integer, BlockingQueue<Reply>> waiting = new HashMap<>();

  private int last;
  private boolean ended;

  private Calls(ChildProcess process, DataInputStream in, DataOutputStream out) {
    this.process = process;
    this.in = in;
    this.out = out;
  }

  /** Starts to read replies of a process that has sent its greeting. */
  static Calls start(ChildProcess process, DataInputStream in, DataOutputStream out) {
    Calls calls = new Calls(process, in, out);
    calls.reader.setDaemon(true);
    calls.reader.start();
    return calls;
  }

  /** The content of a request. */
  @FunctionalInterface
  interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  /**
   * Makes a request and waits until it is done.
   *
   * @param model the number of the model
   * @param receiver gets outputs, on this thread
   * @throws NotRunnableException if the runtime refuses
   * @throws org.woq4j.api.WoqException if the child has ended
   * @throws CancellationException if this thread is interrupted; the child is ended then
   */
  void call(int model, Request request, Content content, Consumer<Tensor> receiver)
      throws NotRunnableException {
    BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    int number = register(replies);
    try {
      send(number, model, request, content);
      Reply reply = next(replies);
      while (reply.kind() == Reply.Kind.OUTPUT) {
        receiver.accept(reply.output().orElseThrow());
        reply = next(replies);
      }
      if (reply.kind() == Reply.Kind.FAILED) {
        throw new NotRunnableException(reply.reason());
      }
      if (reply.kind() == Reply.Kind.ENDED) {
        throw process.ended();
      }
    } finally {
      synchronized (waiting) {
        waiting.remove(number);
      }
    }
  }

  private int register(BlockingQueue<Reply> replies) {
    synchronized (waiting) {
      waiting.put(++last, replies);
      if (ended) {
        replies.add(ENDED);
      }
      return last;
    }
  }

  private void send(int number, int model, Request request, Content content) {
    synchronized (out) {
      try {
        out.writeInt(number);
        out.writeInt(model);
        out.writeUTF(request.name());
        content.write(out);
        out.flush();
      } catch (IOException closed) {
        // The child is ending; the reader notices when it has ended.
      }
    }
  }

  private Reply next(BlockingQueue<Reply> replies) {
    try {
      return replies.take();
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    }
  }

  /**
   * The body of the reader: hands out replies until the child has ended. A virtual machine that
   * crashes prints a summary between replies, which is no reply and ends the reader too.
   */
  private void read() {
    try {
      while (true) {
        int number = in.readInt();
        Reply reply = reply(Reply.Kind.valueOf(in.readUTF()));
        synchronized (waiting) {
          // A caller that was interrupted does not wait any more.
          Optional.ofNullable(waiting.get(number)).ifPresent(queue -> queue.add(reply));
        }
      }
    } catch (IOException | RuntimeException | OutOfMemoryError closed) {
      synchronized (waiting) {
        ended = true;
        waiting.values().forEach(queue -> queue.add(ENDED));
      }
    }
  }

  private Reply reply(Reply.Kind kind) throws IOException {
    return new Reply(
        kind,
        kind == Reply.Kind.OUTPUT
            ? Optional.of(Wire.readTensor(in, ByteBuffer::allocate))
            : Optional.empty(),
        kind == Reply.Kind.FAILED ? Wire.readText(in) : "");
  }

  /** Ends the child; returns when it and the reader have ended. */
  @Override
  public void close() {
    process.close();
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
