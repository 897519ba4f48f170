package io.coldmount.mountd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coldmount.mountd.fuse.Backend;
import io.coldmount.mountd.fuse.MountOptions;
import io.coldmount.mountd.guest.Drivers;
import io.coldmount.mountd.guest.FakeDriver;
import io.coldmount.mountd.tree.MemoryFileSystem;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MountArgumentsTest {

  private static final Drivers DRIVERS =
      new Drivers(List.of(new FakeDriver("fake", "fakefs", "F", new MemoryFileSystem())));

  private static MountArguments parse(String... lists) throws CommandException {
    return MountArguments.parse(List.of(lists), DRIVERS);
  }

  @Test
  void withoutOptionsAMountIsForItsUserAlone() throws CommandException {
    assertThat(parse().mountOptions("/a.vmdk")).isEqualTo(MountOptions.of("/a.vmdk"));
  }

  @Test
  void everyOptionArrives() throws CommandException {
    MountOptions options =
        parse(
                "ro,allow_other,default_permissions,uid=1000,gid=4294967294,fmask=0133",
                "dmask=22,fsname=a\\,b,max_threads=3,noexec,nonempty")
            .mountOptions("/a.vmdk");
    assertThat(options)
        .isEqualTo(
            new MountOptions(
                "a,b",
                true,
                true,
                true,
                true,
                OptionalLong.of(1000),
                OptionalLong.of(4294967294L),
                0133,
                022,
                3,
                MountOptions.Symlinks.GUEST,
                Backend.Choice.NATIVE,
                MountOptions.Rings.AUTO,
                false,
                Duration.ZERO));
  }

  @Test
  void linksIdleTimeAndTheEndWithTheProcessAreOptions() throws CommandException {
    MountOptions options = parse("symlinks=hide,idle=10m,auto_unmount").mountOptions("x");
    assertThat(options.symlinks()).isEqualTo(MountOptions.Symlinks.HIDE);
    assertThat(options.idle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(options.autoUnmount()).isTrue();
    assertThat(parse("idle=90").mountOptions("x").idle()).isEqualTo(Duration.ofSeconds(90));
    assertThatThrownBy(() -> parse("symlinks=host"))
        .hasMessage("the option symlinks is guest, raw or hide, not \"host\".");
    assertThat(parse("io_uring=on").mountOptions("x").rings()).isEqualTo(MountOptions.Rings.ON);
    assertThatThrownBy(() -> parse("io_uring"))
        .hasMessage("the option io_uring is auto, on or off, not \"\".");
    assertThatThrownBy(() -> parse("idle=soon"))
        .hasMessage("the option idle needs a time such as 90s, 10m, 2h or 1d, not \"soon\".");
  }

  /** A line of fstab(5) as systemd and mount(8) hand it on. */
  @Test
  void whatFstabHasForItselfIsAccepted() throws CommandException {
    MountOptions options =
        parse(
                "noauto,nofail,user,_netdev,x-systemd.automount,"
                    + "x-systemd.requires=network-online.target,X-mount.mkdir,noatime,ro")
            .mountOptions("x");
    assertThat(options.fsname()).isEqualTo("x");
  }

  @Test
  void umaskIsForFilesAndFoldersAndALaterOptionWins() throws CommandException {
    MountOptions options = parse("noexec,umask=77,dmask=7,exec").mountOptions("x");
    assertThat(options.fileMask()).isEqualTo(077);
    assertThat(options.directoryMask()).isEqualTo(07);
    assertThat(options.noexec()).isFalse();
  }

  @Test
  void whatMountItselfPassesOnIsAccepted() throws CommandException {
    assertThat(
            parse("defaults,noauto,user,_netdev,nofail,noatime,x-systemd.automount,nosuid,nodev")
                .mountOptions("x"))
        .isEqualTo(MountOptions.of("x"));
  }

  @Test
  void optionsOfDriversGoToThem() throws CommandException {
    assertThat(parse("fakeflag,fakecase=upper,ro").forDrivers())
        .containsOnlyKeys("fakeflag", "fakecase")
        .containsEntry("fakecase", "upper");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rw|Coldmount never writes to a disk: leave out the option rw.",
        "suid|set-user-id programs of a guest are never honoured: leave out the option suid.",
        "uid=x|the option uid needs a user or group number between 0 and 4294967294, not \"x\".",
        "uid=-1|the option uid needs a user or group number between 0 and 4294967294, not \"-1\".",
        "gid=4294967295|the option gid needs a user or group number between 0 and 4294967294,"
            + " not \"4294967295\".",
        "umask=8|the option umask needs an octal mask between 0 and 777, not \"8\".",
        "fmask=1000|the option fmask needs an octal mask between 0 and 777, not \"1000\".",
        "max_threads=0|the option max_threads needs a number between 1 and 256, not \"0\".",
        "max_threads|the option max_threads needs a value.",
        "allow_other=1|the option allow_other takes no value.",
        "fakeflag=1|the option fakeflag takes no value.",
      })
  void aWrongOptionIsRefusedWithTheReason(String option, String sentence) {
    assertThatThrownBy(() -> parse(option))
        .isInstanceOf(CommandException.class)
        .hasMessage(sentence);
  }

  @Test
  void aChoiceWithoutItsValueIsRefused() {
    assertThatThrownBy(() -> parse("fakecase"))
        .hasMessage("the option fakecase needs a value: upper|lower.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"frob", "Noatime", "allow_othe"})
  void anUnknownOptionIsRefusedWithThoseThatThereAre(String option) {
    assertThatThrownBy(() -> parse(option))
        .hasMessage(
            "there is no option \""
                + option
                + "\": those here are allow_other, auto_unmount, default_permissions, dmask, exec, fakecase,"
                + " fakeflag, fmask, fsname, gid, idle, io_uring, max_threads, noexec, nonempty, ro, symlinks, uid, umask.");
  }
}
