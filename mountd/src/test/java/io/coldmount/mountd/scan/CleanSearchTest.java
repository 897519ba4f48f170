package io.coldmount.mountd.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.coldmount.mountd.scan.CleanSearch.Outcome;
import io.coldmount.mountd.scan.CleanSearch.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Searches chains of every length with the infection at every place. */
final class CleanSearchTest {

  private final List<Integer> asked = new ArrayList<>();

  private Outcome search(int count, int firstInfected) throws Exception {
    asked.clear();
    return CleanSearch.among(
        count,
        link -> {
          asked.add(link);
          return link < firstInfected ? State.CLEAN : State.INFECTED;
        });
  }

  @Test
  void theBoundaryIsFoundWithFewScans() throws Exception {
    for (int count = 1; count <= 40; count++) {
      for (int first = 0; first < count; first++) {
        assertThat(search(count, first)).isEqualTo(new Outcome(first - 1, first, -1));
        int most = 2 + Integer.SIZE - Integer.numberOfLeadingZeros(count);
        assertThat(asked).hasSizeLessThanOrEqualTo(most).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aCleanNewestLinkEndsTheSearch() throws Exception {
    assertThat(search(9, 9)).isEqualTo(new Outcome(8, -1, -1));
    assertThat(asked).containsExactly(8);
  }

  @Test
  void aLinkThatCannotBeJudgedEndsTheSearchWithoutAGuess() throws Exception {
    Outcome outcome = CleanSearch.among(5, link -> link == 4 ? State.INFECTED : State.UNKNOWN);
    assertThat(outcome).isEqualTo(new Outcome(-1, -1, 1));
    assertThat(CleanSearch.among(3, link -> State.UNKNOWN)).isEqualTo(new Outcome(-1, -1, 2));
  }

  @Test
  void whatWasNotScannedIsNotClean() {
    assertThat(CleanSearch.state(new ScanTotals(5, 0, 1, 0, 9))).isEqualTo(State.UNKNOWN);
    assertThat(CleanSearch.state(new ScanTotals(5, 1, 1, 0, 9))).isEqualTo(State.INFECTED);
    assertThat(CleanSearch.state(new ScanTotals(5, 0, 0, 3, 9))).isEqualTo(State.CLEAN);
  }
}
