package io.coldmount.mountd.cli;

import io.coldmount.fs.FileName;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Standard output. It is buffered; a failure to write is a {@link Broken} that ends the command.
 */
final class Output implements Closeable {

  /** Standard output cannot be written. */
  static final class Broken extends IOException {

    private static final long serialVersionUID = 1L;

    Broken(IOException cause) {
      super(cause.getMessage(), cause);
    }

    /** Whether the other end of a pipe was closed, which is no error of anybody's. */
    boolean readerGone() {
      String message = getMessage();
      return message != null && message.contains("Broken pipe");
    }
  }

  private static final int BUFFER = 64 * 1024;

  private final OutputStream stream;
  private final OutputStream direct;

  Output(OutputStream stream) {
    this.direct = stream;
    this.stream = new BufferedOutputStream(stream, BUFFER);
  }

  void print(String text) throws Broken {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void line(String text) throws Broken {
    print(text);
    print("\n");
  }

  /** A guest's name, byte for byte. */
  void name(FileName name) throws Broken {
    bytes(name.bytes());
  }

  void bytes(byte[] bytes) throws Broken {
    bytes(bytes, bytes.length);
  }

  void bytes(byte[] bytes, int length) throws Broken {
    try {
      stream.write(bytes, 0, length);
    } catch (IOException e) {
      throw new Broken(e);
    }
  }

  void flush() throws Broken {
    try {
      stream.flush();
    } catch (IOException e) {
      throw new Broken(e);
    }
  }

  /** A channel for writers of much; what was written before goes first. */
  WritableByteChannel channel() throws Broken {
    flush();
    WritableByteChannel channel =
        direct instanceof FileOutputStream file ? file.getChannel() : Channels.newChannel(direct);
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        try {
          return channel.write(bytes);
        } catch (IOException e) {
          throw new Broken(e);
        }
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() {
        // the output outlives its writers
      }
    };
  }

  /** A stream for writers that want one; closing it flushes and leaves this output open. */
  OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
          stream.write(bytes, offset, length);
        } catch (IOException e) {
          throw new Broken(e);
        }
      }

      @Override
      public void flush() throws IOException {
        Output.this.flush();
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  @Override
  public void close() throws Broken {
    flush();
  }
}
