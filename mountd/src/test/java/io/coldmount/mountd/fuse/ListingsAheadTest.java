package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listings that are made before they are asked for. */
@Timeout(30)
final class ListingsAheadTest {

  private static final int SIZE = 4096;

  private final List<Long> made = new CopyOnWriteArrayList<>();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final ListingsAhead ahead = new ListingsAhead(this::make);

  @AfterEach
  void close() {
    stalled.countDown();
    ahead.close();
  }

  /** Folder 1 has 10 to 29, and each of these has one, with a number a hundred times as large. */
  private static long[] folders(long folder) {
    if (folder == 1) {
      long[] folders = new long[20];
      for (int i = 0; i < folders.length; i++) {
        folders[i] = 10L + i;
      }
      return folders;
    }
    return folder < 100 ? new long[] {folder * 100} : new long[0];
  }

  private ListingsAhead.Listing make(long folder, int size) throws IOException {
    if (folder == 1900) {
      throw new IOException("damaged");
    }
    made.add(folder);
    return new ListingsAhead.Listing(new byte[] {(byte) folder}, folders(folder));
  }

  private void begun(long folder) {
    ahead.begun(folder, folders(folder), SIZE);
  }

  private void await(long folder) throws InterruptedException {
    while (!made.contains(folder)) {
      Thread.sleep(1);
    }
  }

  @Test
  void theNextFoldersOfAWalkAreMadeBeforeTheyAreAskedFor() throws InterruptedException {
    begun(1);
    begun(10);
    await(11);
    ListingsAhead.Listing next = ahead.take(1000, SIZE);
    assertThat(next).isNotNull();
    assertThat(next.body()).containsExactly((byte) 1000);
    assertThat(ahead.take(11, SIZE)).isNotNull();
    await(12);
  }

  @Test
  void nothingIsMadeForWhoListsInAnotherOrder() throws InterruptedException {
    begun(1);
    for (long folder = 29; folder > 10; folder--) {
      assertThat(ahead.take(folder, SIZE)).isNull();
      begun(folder);
    }
    Thread.sleep(50);
    assertThat(made).isEmpty();
  }

  @Test
  void noMoreIsMadeThanTheDepth() throws InterruptedException {
    begun(1);
    begun(10);
    await(14);
    Thread.sleep(50);
    assertThat(made).hasSize(ListingsAhead.DEPTH);
  }

  @Test
  void aWholeWalkMakesNoListingTwice() {
    begun(1);
    int prepared = 0;
    for (long folder = 10; folder < 30; folder++) {
      for (long listed : new long[] {folder, folder * 100}) {
        if (ahead.take(listed, SIZE) != null) {
          prepared++;
        } else {
          begun(listed);
        }
      }
    }
    assertThat(prepared).isLessThanOrEqualTo(made.size()); // one may be asked for as it is begun
    assertThat(made).doesNotHaveDuplicates();
  }

  @Test
  void aListingThatFailsIsLeftToWhoAsksForIt() throws InterruptedException {
    begun(1);
    for (long folder = 10; folder < 19; folder++) {
      ask(folder);
      ask(folder * 100);
    }
    ask(19);
    await(19);
    assertThat(ahead.take(1900, SIZE)).isNull();
    begun(1900);
    boolean goesOn = false;
    for (long folder = 20; folder < 30 && !goesOn; folder++) {
      goesOn = ask(folder);
      Thread.sleep(10);
      goesOn |= ask(folder * 100);
    }
    assertThat(goesOn).isTrue();
  }

  /** Whether the listing was prepared. */
  private boolean ask(long folder) {
    if (ahead.take(folder, SIZE) != null) {
      return true;
    }
    made.add(folder);
    begun(folder);
    return false;
  }

  @Test
  void aListingThatIsLongerThanWhatIsAskedForIsNotUsed() throws InterruptedException {
    begun(1);
    begun(10);
    await(1000);
    assertThat(ahead.take(1000, 0)).isNull();
  }

  @Test
  void nothingIsMadeAfterTheEnd() throws InterruptedException {
    begun(1);
    ahead.close();
    begun(10);
    Thread.sleep(50);
    assertThat(made).isEmpty();
  }

  @Test
  void theEndWaitsForTheListingThatIsBeingMade() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    ListingsAhead slow =
        new ListingsAhead(
            (folder, size) -> {
              begun.countDown();
              try {
                stalled.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return new ListingsAhead.Listing(new byte[0], new long[0]);
            });
    slow.begun(1, folders(1), SIZE);
    slow.begun(10, folders(10), SIZE);
    begun.await();
    Thread closing =
        new Thread(
            () -> {
              slow.close();
              ended.countDown();
            });
    closing.start();
    assertThat(ended.await(50, TimeUnit.MILLISECONDS)).isFalse();
    stalled.countDown();
    ended.await();
  }
}
