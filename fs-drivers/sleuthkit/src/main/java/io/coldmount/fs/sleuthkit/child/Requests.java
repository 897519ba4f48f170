package io.coldmount.fs.sleuthkit.child;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers the parent, one request after the other. */
final class Requests {

  private final LibTsk tsk;
  private final Pipe pipe;
  private final OpenFolder folder;
  private final OpenFile file;
  private List<TskVolume> volumes = List.of();

  Requests(LibTsk tsk, Pipe pipe) {
    this.tsk = tsk;
    this.pipe = pipe;
    this.folder = new OpenFolder(tsk);
    this.file = new OpenFile(tsk);
  }

  /** Goes on until the parent closes the pipe, which ends the process. */
  void serve() {
    while (true) {
      ByteBuffer request = pipe.request();
      try {
        tsk.tsk_error_reset();
        answer(request, pipe.answer(Frames.RESULT));
      } catch (TskException e) {
        fail(pipe, e.kind(), String.valueOf(e.getMessage()));
        continue;
      } catch (RuntimeException e) {
        fail(pipe, Frames.INTERNAL, e.toString());
        continue;
      }
      pipe.send();
    }
  }

  /** Sends a failure as the answer. */
  static void fail(Pipe pipe, byte kind, String message) {
    pipe.answer(Frames.FAILED).put(kind).put(message.getBytes(StandardCharsets.UTF_8));
    pipe.send();
  }

  private void answer(ByteBuffer request, ByteBuffer out) throws TskException {
    byte type = request.get();
    if (type == Frames.OPEN) {
      open(request.getLong(), request.getInt(), out);
      return;
    }
    TskVolume volume = volumes.get(request.get());
    if (volume.fs() == 0) {
      throw new TskException(Frames.DAMAGED, volume.problem());
    }
    long inode = request.getLong();
    switch (type) {
      case Frames.LIST -> folder.list(volume, inode, request.getInt(), request.getInt(), out);
      case Frames.STAT -> file.stat(volume, inode, out);
      case Frames.RUNS -> file.runs(volume, inode, request.getInt(), request.getInt(), out);
      case Frames.INTACT -> file.intact(volume, inode, request.getInt(), request.getInt(), out);
      case Frames.READ -> read(volume, inode, request, out);
      default -> throw new TskException(Frames.INTERNAL, "there is no request " + type);
    }
  }

  private void read(TskVolume volume, long inode, ByteBuffer request, ByteBuffer out)
      throws TskException {
    int type = request.getInt();
    int id = request.getInt();
    long position = request.getLong();
    int length = Math.min(request.getInt(), Frames.MAXIMUM);
    int count = file.read(volume, inode, type, id, position, pipe.answerAddress(), length);
    out.position(out.position() + count);
  }

  private void open(long size, int type, ByteBuffer out) throws TskException {
    volumes = new Opening(tsk, new Image(tsk, size, pipe::fill)).volumes(type);
    out.put((byte) volumes.size());
    for (TskVolume volume : volumes) {
      describe(volume, out);
    }
  }

  private void describe(TskVolume volume, ByteBuffer out) {
    Metadata.text(out, volume.name().getBytes(StandardCharsets.UTF_8));
    Metadata.text(out, volume.problem().getBytes(StandardCharsets.UTF_8));
    if (volume.fs() == 0) {
      return;
    }
    long fs = volume.fs();
    long typeName = tsk.tsk_fs_type_toname(Memory.i32(fs + Layout.FS_FTYPE));
    Metadata.text(out, Memory.text(typeName));
    out.putLong(volume.rootInode());
    out.putLong(Memory.i64(fs + Layout.FS_LAST_INUM));
    out.putLong(Memory.i64(fs + Layout.FS_INUM_COUNT));
    out.putLong(Memory.i64(fs + Layout.FS_BLOCK_COUNT));
    out.putInt(volume.blockSize());
    out.put((byte) (volume.hasPlainBlocks() ? 1 : 0));
    int idLength = (int) Math.min(32, Math.max(0, Memory.i64(fs + Layout.FS_ID_USED)));
    byte[] id = new byte[idLength];
    Memory.copy(fs + Layout.FS_ID, id, idLength);
    Metadata.text(out, id);
  }
}
