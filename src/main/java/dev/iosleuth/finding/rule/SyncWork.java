package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality.MdArray;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A check, resync or recovery that runs or waits.
 *
 * @param device kernel name of the array or DRBD device
 * @param name as the administrator knows it
 * @param action check, resync, recovery, …
 * @param percent done; NaN where nothing tells
 * @param secondsLeft NaN where nothing tells
 * @param speed KiB/s a disk; NaN where nothing tells
 * @param checking it only reads, and may be stopped without harm
 * @param payer whose postings are its own
 */
record SyncWork(
    String device,
    String name,
    String action,
    State state,
    double percent,
    double secondsLeft,
    double speed,
    boolean checking,
    Predicate<Account> payer,
    Source progress) {
  /** At the end of what was looked at. */
  enum State {
    RUNNING,
    WAITING,
    ENDED
  }

  private static final Set<String> ACTIONS =
      Set.of("check", "resync", "recovery", "repair", "reshape");

  private static final Set<String> DRBD_STATES =
      Set.of("SyncSource", "SyncTarget", "VerifyS", "VerifyT", "PausedSyncS", "PausedSyncT");

  static List<SyncWork> of(Sample sample) {
    var works = new ArrayList<SyncWork>();
    for (Mdstat.Array array : sample.mdstat().map(Mdstat::arrays).orElse(List.of())) {
      array.job().ifPresent(job -> works.add(of(array.name(), job)));
    }
    UntoldArrays.redundant(sample).forEach(array -> bySysfs(array).ifPresent(works::add));
    for (DrbdResource resource : sample.drbd()) {
      for (DrbdResource.Peer peer : resource.peers()) {
        state(peer).ifPresent(state -> works.add(of(resource, state)));
      }
    }
    return works;
  }

  /** Those that the books know, and that are over. */
  static List<SyncWork> ended(Case given) {
    List<SyncWork> running = given.last().map(SyncWork::of).orElse(List.of());
    return given.ledger().map(Ledger::accounts).orElse(List.of()).stream()
        .map(AccountTotal::account)
        .filter(account -> account.kind() == Account.Kind.JOB)
        .filter(account -> running.stream().noneMatch(work -> work.payer().test(account)))
        .flatMap(account -> ended(account).stream())
        .toList();
  }

  private static Optional<SyncWork> ended(Account account) {
    int blank = account.name().lastIndexOf(' ');
    String action = account.name().substring(blank + 1);
    if (blank <= 0 || !ACTIONS.contains(action)) {
      return Optional.empty();
    }
    String name = account.name().substring(0, blank);
    return Optional.of(
        new SyncWork(
            name,
            name,
            action,
            State.ENDED,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            action.equals("check"),
            account::equals,
            Source.constant(100)));
  }

  /** What sysfs says of its jobs; empty where it says that there is none, or nothing. */
  static Optional<String> action(BlockDevice array) {
    return UntoldArrays.array(array)
        .flatMap(md -> md.syncAction().optional())
        .filter(action -> !action.equals("idle") && !action.equals("frozen"));
  }

  /** Documentation/admin-guide/md.rst, sync_completed: moves at checkpoints only. */
  private static Optional<SyncWork> bySysfs(BlockDevice device) {
    String array = device.name();
    return action(device)
        .map(action ->
            new SyncWork(
                array,
                array,
                action.equals("recover") ? "recovery" : action,
                State.RUNNING,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                action.equals("check"),
                account -> isOf(array, account),
                HostSources.text(
                    "sys/block/" + array + "/md/sync_completed",
                    sample ->
                        sample
                            .topology()
                            .device(array)
                            .flatMap(UntoldArrays::array)
                            .map(MdArray::syncCompleted)
                            .orElse(Reading.absent("there is no " + array)))));
  }

  private static boolean isOf(String array, Account account) {
    return account.kind() == Account.Kind.JOB
        && ACTIONS.stream().anyMatch(one -> account.name().equals(array + " " + one));
  }

  private static SyncWork of(String array, Mdstat.Job job) {
    double percent = job.totalKib() > 0 ? 100.0 * job.positionKib() / job.totalKib() : Double.NaN;
    double left = (double) (job.totalKib() - job.positionKib()) / job.speedKibPerSecond();
    String action = job.action().name().toLowerCase(Locale.ROOT);
    return new SyncWork(
        array,
        array,
        action,
        job.running() ? State.RUNNING : State.WAITING,
        percent,
        job.speedKibPerSecond() > 0 ? left : Double.NaN,
        job.speedKibPerSecond() > 0 ? job.speedKibPerSecond() : Double.NaN,
        job.action() == Mdstat.Action.CHECK,
        account -> isOf(array, account),
        HostSources.amount(
            Sources.call("mdstat", array, "percent"), sample -> percent(sample, array)));
  }

  private static Reading<Double> percent(Sample sample, String array) {
    return sample
        .mdstat()
        .then(mdstat ->
            mdstat
                .array(array)
                .flatMap(Mdstat.Array::job)
                .filter(job -> job.totalKib() > 0)
                .map(job -> Reading.known(100.0 * job.positionKib() / job.totalKib()))
                .orElse(Reading.absent("no job of " + array + " tells how far it is")));
  }

  private static Optional<String> state(DrbdResource.Peer peer) {
    return DRBD_STATES.contains(peer.replication())
        ? Optional.of(peer.replication())
        : Optional.of(peer.connection()).filter(DRBD_STATES::contains);
  }

  private static SyncWork of(DrbdResource resource, String state) {
    String name = name(resource);
    String device = "drbd" + resource.minor();
    return new SyncWork(
        device,
        name,
        state.startsWith("Verify") ? "verify" : "resync",
        state.startsWith("Paused") ? State.WAITING : State.RUNNING,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        state.startsWith("Verify"),
        account ->
            account.kind() == Account.Kind.JOB
                && (account.name().equals(name + " resync")
                    || account.name().equals(name + " bitmap")),
        HostSources.amount(
            Sources.call("drbd", device, "out_of_sync_kib"),
            sample -> outOfSync(sample, resource.minor())));
  }

  static String name(DrbdResource resource) {
    return resource.resource().isEmpty() ? "drbd" + resource.minor() : resource.resource();
  }

  /** KiB over all peers. */
  static Reading<Double> outOfSync(Sample sample, int minor) {
    return sample.drbd().stream()
        .filter(resource -> resource.minor() == minor)
        .flatMap(resource -> resource.peers().stream())
        .flatMapToLong(peer -> peer.outOfSyncBytes().stream())
        .mapToObj(bytes -> Reading.known(bytes / 1024.0))
        .reduce((one, two) -> Reading.known(one.orElse(0.0) + two.orElse(0.0)))
        .orElse(Reading.absent("nothing tells what is out of sync of drbd" + minor));
  }

  static boolean isMd(SyncWork work) {
    return work.device().startsWith("md");
  }

  /** Whether the figure of {@link #progress} is in percent. */
  boolean told() {
    return !Double.isNaN(percent);
  }
}
