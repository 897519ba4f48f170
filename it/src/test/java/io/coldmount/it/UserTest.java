package io.coldmount.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user who is not root mounts through fusermount3. Runs in a mount namespace of its own, with a
 * /dev/fuse that users may open, as distributions have it.
 */
final class UserTest {

  private static final String AS_NOBODY =
      """
      folder=$1 coldmount=$2 commands=$3
      mknod -m 666 "$folder/fuse" c 10 229
      mount --bind "$folder/fuse" /dev/fuse
      mkdir -p "$folder/home" "$folder/m"
      chmod 755 "$folder" && chown -R 65534:65534 "$folder"
      export HOME=$folder/home folder coldmount
      setpriv --reuid=65534 --regid=65534 --clear-groups bash -euc "$commands"
      ! grep -q " $folder/m " /proc/self/mounts
      """;

  @TempDir Path folder;

  @BeforeEach
  void namespaces() throws IOException {
    Host.assumeMounts();
    Host.assumeTools("unshare", "setpriv", "fusermount3");
    Path launcher = Host.project().resolve("coldmount");
    List<String> probe =
        List.of("setpriv", "--reuid=65534", "--clear-groups", "test", "-x", launcher.toString());
    assumeTrue(Host.result(probe).exit() == 0, "the project is not readable for other users");
    for (String name : new String[] {"guest.vmdk", "guest-000001.vmdk", "guest-000002.vmdk"}) {
      Files.copy(Host.project().resolve("it/samples").resolve(name), folder.resolve(name));
    }
  }

  private Host.Result asNobody(String commands) throws IOException {
    return Host.withOwnMounts(
        AS_NOBODY, folder.toString(), Host.project().resolve("coldmount").toString(), commands);
  }

  @Test
  void aUserMountsReadsAndUnmounts() throws IOException {
    Host.Result result =
        asNobody(
            """
            "$coldmount" mount "$folder/guest-000002.vmdk" "$folder/m" 2>/dev/null
            cat "$folder/m/p1/etc/hostname"
            "$coldmount" list
            "$coldmount" unmount "$folder/m"
            """);
    assertThat(result.errors()).isEmpty();
    assertThat(result.exit()).isZero();
    assertThat(result.output()).startsWith("a report of the year 2024\n" + folder + "/m");
  }

  @Test
  void filesOfOthersAreNotOpenToAUserWhoAsksForTheirPermissions() throws IOException {
    Host.Result result =
        asNobody(
            """
            "$coldmount" mount -o default_permissions "$folder/guest.vmdk" "$folder/m" 2>/dev/null
            cat "$folder/m/p1/home/ann/greeting.txt" || echo "refused"
            "$coldmount" unmount "$folder/m"
            """);
    assertThat(result.output()).isEqualTo("refused\n");
    assertThat(result.errors()).contains("Permission denied");
  }

  @Test
  void aDiskThatTheUserMayNotReadIsRefused() throws IOException {
    Host.Result result =
        asNobody(
            """
            chmod 0 "$folder/guest.vmdk"
            "$coldmount" mount "$folder/guest.vmdk" "$folder/m" && exit 99
            echo "exit $?"
            """);
    assertThat(result.output()).isEqualTo("exit 10\n");
    assertThat(result.errors().lines())
        .singleElement()
        .asString()
        .startsWith("coldmount: ")
        .contains("guest.vmdk", "ermission");
  }

  /** Root cannot look at it, which does not mean that it is dead. */
  @Test
  void theMountOfAUserIsNotTakenAwayForOneOfRoot() throws IOException {
    String commands =
        AS_NOBODY.replace(
            "setpriv ",
            """
            as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
            as_nobody "$coldmount" mount "$folder/guest.vmdk" "$folder/m" 2>/dev/null
            HOME=/root "$coldmount" mount "$folder/guest.vmdk" "$folder/m" || echo "exit $?"
            as_nobody cat "$folder/m/p1/etc/hostname" >/dev/null && echo alive
            as_nobody "$coldmount" unmount "$folder/m"
            :\s""");
    Host.Result result =
        Host.withOwnMounts(
            commands, folder.toString(), Host.project().resolve("coldmount").toString(), "");
    assertThat(result.output()).isEqualTo("exit 15\nalive\n");
    assertThat(result.errors()).contains("already shows ", "guest.vmdk to another user");
  }
}
