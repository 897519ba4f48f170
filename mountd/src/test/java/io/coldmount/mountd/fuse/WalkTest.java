package io.coldmount.mountd.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which folder a walking program lists next. */
final class WalkTest {

  private final Walk walk = new Walk();

  private boolean list(long folder, long... folders) {
    walk.add(folder, folders);
    return walk.listed(folder);
  }

  private @Nullable FutureTask<ListingsAhead.Listing> prepare(long folder) {
    return walk.prepare(folder, () -> new ListingsAhead.Listing(new byte[0], new long[0]));
  }

  @Test
  void foldersAreExpectedBeforeTheirNeighbours() {
    list(1, 10, 20, 30);
    assertThat(walk.after(1)).isEqualTo(10);
    assertThat(list(10, 11, 12)).isTrue();
    assertThat(walk.after(10)).isEqualTo(11);
    assertThat(list(11)).isTrue();
    assertThat(walk.after(11)).isEqualTo(12);
    assertThat(list(12)).isTrue();
    assertThat(walk.after(12)).isEqualTo(20);
    assertThat(list(20)).isTrue();
    assertThat(list(30)).isTrue();
    assertThat(walk.after(30)).isEqualTo(-1);
  }

  @Test
  void whoListsInAnotherOrderIsNotExpected() {
    assertThat(list(1, 10, 20, 30)).isFalse();
    assertThat(list(20)).isFalse();
    assertThat(list(30)).isFalse();
    assertThat(list(10)).isTrue();
  }

  @Test
  void aSecondWalkIsExpectedLikeTheFirst() {
    for (int i = 0; i < 2; i++) {
      list(1, 10, 20);
      assertThat(list(10, 11)).isTrue();
      assertThat(list(11)).isTrue();
      assertThat(walk.after(11)).isEqualTo(20);
      assertThat(prepare(20)).isNotNull();
      assertThat(walk.take(20)).isNotNull();
      assertThat(list(20)).isTrue();
    }
  }

  @Test
  void aListingInPartsHasItsFoldersOneBehindTheOther() {
    list(1, 10);
    walk.add(1, new long[] {20});
    assertThat(list(10)).isTrue();
    assertThat(walk.after(10)).isEqualTo(20);
  }

  @Test
  void whatIsPreparedIsTakenOnce() {
    list(1, 10);
    FutureTask<ListingsAhead.Listing> task = prepare(10);
    assertThat(task).isNotNull();
    assertThat(prepare(10)).isNull();
    assertThat(walk.prepared()).isEqualTo(1);
    assertThat(walk.take(10)).isSameAs(task);
    assertThat(walk.take(10)).isNull();
    assertThat(walk.prepared()).isZero();
  }

  @Test
  void aListedFolderIsNotPrepared() {
    list(1, 10);
    list(10);
    assertThat(prepare(10)).isNull();
  }

  @Test
  void theOldestIsForgottenWhereTooMuchIsPrepared() {
    long[] folders = new long[ListingsAhead.DEPTH + 1];
    for (int i = 0; i < folders.length; i++) {
      folders[i] = 10L + i;
    }
    list(1, folders);
    for (long folder : folders) {
      assertThat(prepare(folder)).isNotNull();
    }
    assertThat(walk.prepared()).isEqualTo(ListingsAhead.DEPTH);
    assertThat(walk.take(10)).isNull();
    assertThat(walk.take(11)).isNotNull();
  }

  @Test
  void whatWasPreparedBelowAFolderIsForgottenWhenTheWalkHasLeftIt() {
    list(1, 10, 20);
    list(10, 11, 12);
    walk.add(11, new long[] {111});
    assertThat(prepare(11)).isNotNull();
    assertThat(prepare(111)).isNotNull();
    list(20);
    assertThat(walk.prepared()).isZero();
    assertThat(walk.after(11)).isEqualTo(-1);
    assertThat(walk.after(111)).isEqualTo(-1);
  }

  @Test
  void foldersThatHoldEachOtherAreNoEndlessWalk() {
    list(1, 2);
    list(2, 1, 2);
    assertThat(walk.after(1)).isEqualTo(2);
    assertThat(walk.after(2)).isEqualTo(-1);
  }

  @Test
  void manyFoldersAreNotRemembered() {
    long[] many = new long[Walk.MOST_OF_ONE + 100];
    for (int i = 0; i < many.length; i++) {
      many[i] = 10_000L + i;
    }
    list(1, many);
    assertThat(list(10_000L + Walk.MOST_OF_ONE - 1)).isFalse();
    assertThat(walk.after(10_000L + Walk.MOST_OF_ONE - 1)).isEqualTo(-1);
    for (int folder = 2; folder < 50; folder++) {
      long[] more = new long[200];
      for (int i = 0; i < more.length; i++) {
        more[i] = folder * 100_000L + i;
      }
      list(folder, more);
    }
    assertThat(walk.known()).isLessThan(Walk.MOST);
  }
}
