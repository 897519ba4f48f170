package io.coldmount.mountd.cli;

import io.coldmount.fs.Attributes;
import io.coldmount.fs.FileName;
import java.io.IOException;
import java.util.List;

/** The lines of {@code ls}. */
final class LsText implements LsPrinter {

  private final Output out;
  private final boolean harmless;
  private final boolean longFormat;
  private boolean first = true;

  LsText(Shell shell, boolean longFormat) {
    this.out = shell.out();
    this.harmless = shell.outputIsTerminal();
    this.longFormat = longFormat;
  }

  @Override
  public void file(GuestFile file, ListedFile listed) throws IOException {
    line(listed, Widths.of(List.of(listed)));
    first = false;
  }

  @Override
  public void folder(GuestFile folder, List<ListedFile> files, boolean heading) throws IOException {
    if (heading) {
      if (!first) {
        out.line("");
      }
      out.print(folder.volume().name() + ":");
      name(folder.path());
      out.line(":");
    }
    first = false;
    Widths widths = Widths.of(files);
    for (ListedFile file : files) {
      line(file, widths);
    }
  }

  private void line(ListedFile file, Widths widths) throws IOException {
    if (longFormat) {
      out.print(columns(file.attributes(), widths));
    }
    name(file.name());
    if (longFormat && file.target() != null) {
      out.print(" -> ");
      name(file.target());
    }
    out.line("");
  }

  /** A name byte for byte, except on a terminal, which a guest's name must not control. */
  private void name(FileName name) throws IOException {
    if (harmless) {
      out.print(Text.oneLine(name.toString()));
    } else {
      out.name(name);
    }
  }

  private static String columns(@org.jspecify.annotations.Nullable Attributes a, Widths widths) {
    if (a == null) {
      return "?????????? " + " ".repeat(Math.max(0, widths.total() - 12)) + "? ";
    }
    return Attribution.letters(a)
        + right(Integer.toString(a.linkCount()), widths.links)
        + right(Long.toString(a.userId()), widths.user)
        + right(Long.toString(a.groupId()), widths.group)
        + right(size(a), widths.size)
        + " "
        + Text.seconds(a.modified())
        + " ";
  }

  private static String size(Attributes a) {
    return Attribution.isDevice(a.type())
        ? a.deviceMajor() + "," + a.deviceMinor()
        : Long.toString(a.size());
  }

  private static String right(String text, int width) {
    return " " + " ".repeat(Math.max(0, width - text.length())) + text;
  }

  @Override
  public void close() {}

  private record Widths(int links, int user, int group, int size) {

    private static final int LETTERS = 10;
    private static final int TIME = 20;

    static Widths of(List<ListedFile> files) {
      int links = 1;
      int user = 1;
      int group = 1;
      int size = 1;
      for (ListedFile file : files) {
        Attributes a = file.attributes();
        if (a != null) {
          links = Math.max(links, Integer.toString(a.linkCount()).length());
          user = Math.max(user, Long.toString(a.userId()).length());
          group = Math.max(group, Long.toString(a.groupId()).length());
          size = Math.max(size, LsText.size(a).length());
        }
      }
      return new Widths(links, user, group, size);
    }

    /** The characters before the name, with the spaces between. */
    int total() {
      return LETTERS + links + user + group + size + TIME + 6;
    }
  }
}
