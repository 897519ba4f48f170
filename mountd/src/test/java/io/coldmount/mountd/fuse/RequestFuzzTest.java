package io.coldmount.mountd.fuse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coldmount.fs.FileName;
import io.coldmount.fs.FileType;
import io.coldmount.mountd.tree.MemoryFileSystem;
import io.coldmount.mountd.tree.MountTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whatever bytes come for a request, there is an answer or an error. */
final class RequestFuzzTest {

  private static final int ROOM = 8192;

  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(Reply.HEADER + ROOM).order(ByteOrder.nativeOrder());
  private final Reply reply = new Reply(buffer);
  private final Responder responder;

  RequestFuzzTest() throws IOException {
    var fs = new MemoryFileSystem();
    fs.file(fs.folder(fs.root(), "folder"), "file", new byte[100]).withRuns(10L, 20L);
    fs.file(fs.root(), "attributed", new byte[1]).withXattr("user.a", new byte[7]);
    fs.add(fs.root(), "link", FileType.SYMBOLIC_LINK, 0777).withTarget(FileName.of("folder"));
    fs.add(fs.root(), "fifo", FileType.FIFO, 0600);
    responder =
        new Responder(
            MountTree.of(fs),
            new Negotiation(Negotiation.MINOR, 0),
            MountOptions.of("fuzz"),
            new FaultLog("fuzz"),
            new Activity());
  }

  @FuzzTest
  void everyRequestIsAnsweredOrRefused(byte[] data) {
    ByteBuffer request = ByteBuffer.wrap(data.clone()).order(ByteOrder.nativeOrder());
    if (data.length >= RequestParser.HEADER) {
      request.putInt(0, data.length); // the kernel never gets this wrong
      request.putInt(4, request.getInt(4) & 63);
      if (data.length % 2 == 0) {
        request.putLong(16, request.getLong(16) & 0x0001_0000_0000_0007L); // mostly real nodes
      }
    }
    int length;
    try {
      responder.answer(RequestParser.parse(request), reply);
      length = reply.finish(1);
    } catch (IOException | IllegalStateException e) {
      length = reply.fail(1, ErrorNumbers.of(e));
    }
    if (length < Reply.HEADER || length > buffer.capacity() || buffer.getInt(0) != length) {
      throw new AssertionError("an answer of " + length + " bytes");
    }
  }
}
