package birthmark.contracts.parties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Checkpoints;
import birthmark.contract.Reason;
import birthmark.contracts.parties.PartyTransaction.SetEntry;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Once more who is let in: the rule, the hours used up, newcomers and those vouched for. */
final class NaiveEntry {
  private static final long HOUR = 3_600_000;
  private static final Checkpoints.Sealed BLOCK =
      new Checkpoints.Sealed(new Timestamp(0), 2, Sha256.of(Bytes.fromHex("05")));

  private final Bytes network;
  private final Set<PartyId> newcomers = new HashSet<>();
  private final Set<PartyId> vouched = new HashSet<>();
  private SetEntry rule =
      new SetEntry(Entry.Mode.FREE, Optional.empty(), Optional.empty(), Optional.empty());
  private long usedUntil;

  /** That of {@code hearing}, whose block 0 is told to be of late. */
  NaiveEntry(Hearing hearing) {
    this.network = hearing.network();
    hearing.force(Checkpoints.TABLE.put(new Checkpoints.Height(0), BLOCK));
  }

  /** Another rule, work as often as not. */
  static SetEntry rule(Random random) {
    if (random.nextBoolean()) {
      return new SetEntry(
          Entry.Mode.WORK,
          Optional.of(1L + random.nextInt(2)),
          Optional.of(1L + random.nextInt(2)),
          Optional.of(10L + random.nextInt(5)));
    }
    return new SetEntry(
        random.nextInt(4) == 0 ? Entry.Mode.VOUCHED : Entry.Mode.FREE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Work for {@code key}, most often of the block that counts and enough for a beginning. */
  Work work(Random random, CoseKey key) {
    long height = random.nextInt(8) == 0 ? 7 : 0;
    for (int nonce = random.nextInt(1 << 20); ; nonce++) {
      Work work = new Work(height, Bytes.fromHex("00000000%08x".formatted(nonce)));
      if (random.nextInt(8) == 0 || bits(key, work) >= 3) {
        return work;
      }
    }
  }

  private long bits(CoseKey key, Work work) {
    Bytes puzzle = Work.puzzle(network, key.thumbprint(), work.height(), BLOCK.root());
    byte[] digest = new Sha256().add(puzzle).add(work.nonce()).digest();
    StringBuilder binary = new StringBuilder();
    for (byte octet : digest) {
      binary.append(Integer.toBinaryString(0x100 | (octet & 0xff)).substring(1));
    }
    return binary.indexOf("1");
  }

  Optional<Reason> set(SetEntry asked) {
    rule = asked;
    return Optional.empty();
  }

  Optional<Reason> vouch(PartyId party, boolean registered) {
    if (registered && !newcomers.contains(party)) {
      return Optional.of(PartyRefusal.NOT_A_NEWCOMER);
    }
    if (vouched.contains(party)) {
      return Optional.of(PartyRefusal.ALREADY_VOUCHED);
    }
    if (!newcomers.remove(party)) {
      vouched.add(party);
    }
    return Optional.empty();
  }

  Optional<Reason> enter(CoseKey key, Optional<Work> work, long now) {
    PartyId party = PartyWorld.id(key);
    if (vouched.remove(party)) {
      return Optional.empty();
    }
    return switch (rule.mode()) {
      case FREE -> Optional.empty();
      case VOUCHED -> Optional.of(PartyRefusal.VOUCHING_NEEDED);
      case WORK -> {
        if (work.isEmpty()) {
          yield Optional.of(PartyRefusal.WORK_NEEDED);
        }
        if (work.get().height() != 0) {
          yield Optional.of(PartyRefusal.WORK_STALE);
        }
        long hoursAhead = usedUntil <= now ? 0 : (usedUntil - now) / HOUR;
        if (bits(key, work.get()) < rule.bits().orElseThrow() + hoursAhead) {
          yield Optional.of(PartyRefusal.TOO_LITTLE_WORK);
        }
        usedUntil = Math.max(usedUntil, now) + HOUR / rule.hourly().orElseThrow();
        newcomers.add(party);
        yield Optional.empty();
      }
    };
  }

  boolean isNewcomer(PartyId party) {
    return newcomers.contains(party);
  }

  void trusted(PartyId party) {
    newcomers.remove(party);
  }

  void compare(View state) {
    assertEquals(
        newcomers, keys(state.list(Newcomers.NEWCOMERS, List.of(), Optional.empty(), 1_000)));
    assertEquals(vouched, keys(state.list(Newcomers.VOUCHERS, List.of(), Optional.empty(), 1_000)));
  }

  private static <V> Set<PartyId> keys(List<birthmark.state.Entry<PartyId, V>> rows) {
    return rows.stream().map(birthmark.state.Entry::key).collect(Collectors.toSet());
  }
}
