package org.woq4j.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.core.account.AccountIssues;
import org.woq4j.core.account.AccountPlanner;
import org.woq4j.core.batch.CalibrationData;
import org.woq4j.core.batch.DataSize;
import org.woq4j.core.deployment.Destination;
import org.woq4j.core.deployment.DestinationBinder;
import org.woq4j.core.deployment.RowsPerCall;
import org.woq4j.core.deployment.TargetJudge;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.FormatVersions;
import org.woq4j.core.registry.ReferenceBinder;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.rules.Decision;
import org.woq4j.core.rules.Decisions;
import org.woq4j.core.rules.OpenSettings;
import org.woq4j.core.rules.SettingsBinder;
import org.woq4j.core.work.Copies;
import org.woq4j.core.work.ExpertNodes;
import org.woq4j.core.work.NeedsPlanner;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.ReplacementPlanner;
import org.woq4j.core.work.WorkSplitter;
import org.woq4j.core.work.WorkUnit;

/** Decides what is done with each weight, and finds every problem before any weight is read. */
public final class Planner {

  private final QuantizationRequest request;
  private final Registry registry;
  private final List<Issue> issues;
  private final ReferenceBinder references;
  private final SettingsBinder settings;
  private final DestinationBinder destinations;
  private final NeedsPlanner needs;
  private final ReplacementPlanner replacements = new ReplacementPlanner();

  private Planner(QuantizationRequest request, Registry registry, List<Issue> known) {
    this.request = request;
    this.registry = registry;
    this.issues = new ArrayList<>(known);
    this.references = references(issues);
    this.settings = new SettingsBinder(registry, references, issues);
    this.destinations = new DestinationBinder(request, registry, references, issues);
    this.needs = new NeedsPlanner(request.calibration(), registry, references);
  }

  /**
   * Finds the problems of a request that show without its model.
   *
   * @param known problems that were found before
   * @return the known ones and those that were found
   */
  public static List<Issue> problems(
      QuantizationRequest request, Registry registry, List<Issue> known) {
    Planner planner = new Planner(request, registry, known);
    planner.checkSettings();
    planner.bindSource();
    planner.destinations.bind(OptionalInt::empty);
    return planner.distinctIssues();
  }

  /**
   * Plans a request.
   *
   * @param model the opened model
   * @param known problems that were found before
   * @throws WoqException with every problem, known ones included, if there is any
   */
  public static QuantizationPlan plan(
      QuantizationRequest request, FloatModel model, Registry registry, List<Issue> known) {
    return new Planner(request, registry, known).plan(model);
  }

  private QuantizationPlan plan(FloatModel model) {
    checkSettings();
    Optional<SourceChoice> source = bindSource();
    CalibrationData given = new CalibrationData(source, model);
    Optional<Destination> destination = destinations.bind(new RowsPerCall(model, given::first));
    Decisions decisions =
        new Decisions(request, settings, open(destination), replacements::bytes, issues);
    TargetJudge judge = new TargetJudge(destination);
    AccountPlanner accounts = new AccountPlanner(model);
    List<PlannedWeight> planned =
        Copies.sharing(planWeights(model, accounts, decisions, judge), model);
    issues.addAll(decisions.unmatched(model.weights()));
    issues.addAll(replacements.issues());
    issues.addAll(judge.issues());
    int opset =
        model.convertedOpset(
            Math.max(request.rest().leastOpset(), required(planned, EmissionPlan.Accepted::opset)));
    issues.addAll(model.obstaclesToOpset(opset));
    issues.addAll(needs.issues());
    MemoryPlanner memory = new MemoryPlanner(request, model, planned);
    List<WorkUnit> units = new WorkSplitter(memory.bounds().work()).split(planned);
    memory.problem(units).ifPresent(issues::add);
    DataSize data =
        memory.needsData() || memory.looksAtRanges() ? size(given, planned) : DataSize.NONE;
    memory.problem(data).ifPresent(issues::add);
    Optional<CalibrationPlan> calibration =
        source.map(choice -> calibrate(choice, memory, data, model, units, planned));
    Account account = accounts.plan(planned, decisions, request.rest(), opset);
    if (issues.isEmpty() && planned.isEmpty()) {
      issues.add(AccountIssues.nothingToDo(request.model().toString(), account));
    }
    if (!issues.isEmpty()) {
      throw new WoqException(CoreError.BAD_REQUEST, distinctIssues());
    }
    ModelBytes bytes = ModelBytes.of(account, planned);
    return new QuantizationPlan(
        source.map(this::withFiles).orElse(request),
        new QuantizationPlan.Selection(
            planned,
            account,
            decisions.caught(),
            plugins(planned, calibration, destination),
            registry.notLoaded()),
        units,
        calibration,
        new QuantizationPlan.Needs(
            bytes,
            memory.plan(bytes, units, data, calibration),
            new FormatVersions(opset, required(planned, EmissionPlan.Accepted::irVersion)),
            data,
            destination.map(Destination::described)));
  }

  /**
   * The problems, each once: what is wrong in settings is met again at every node they decide on.
   */
  private List<Issue> distinctIssues() {
    return issues.stream().distinct().toList();
  }

  private ReferenceBinder references(List<Issue> receiver) {
    boolean sequential =
        request.calibration().filter(given -> given.mode() == Mode.SEQUENTIAL).isPresent();
    return new ReferenceBinder(registry, request.folder(), sequential, receiver);
  }

  private OpenSettings open(Optional<Destination> destination) {
    List<Issue> unread = new ArrayList<>();
    SettingsBinder trial = new SettingsBinder(registry, references(unread), unread);
    return new OpenSettings(
        registry, trial, destination, request.rest(), request.calibration().isPresent());
  }

  private List<PlannedWeight> planWeights(
      FloatModel model, AccountPlanner accounts, Decisions decisions, TargetJudge judge) {
    List<PlannedWeight> planned = new ArrayList<>();
    for (ConstantWeight weight : model.weights()) {
      for (List<Decision> sharing : decisions.of(weight, accounts.reasonToLeave(weight))) {
        plan(weight, sharing, judge).ifPresent(planned::add);
      }
    }
    return new ExpertNodes(model.weights()).complete(planned, decisions);
  }

  private List<UsedPlugin> plugins(
      List<PlannedWeight> planned,
      Optional<CalibrationPlan> calibration,
      Optional<Destination> destination) {
    PluginUses uses = new PluginUses(registry);
    planned.forEach(uses::add);
    calibration.ifPresent(uses::add);
    destination.ifPresent(uses::add);
    return uses.all();
  }

  private CalibrationPlan calibrate(
      SourceChoice source,
      MemoryPlanner memory,
      DataSize data,
      FloatModel model,
      List<WorkUnit> units,
      List<PlannedWeight> planned) {
    Calibration calibration = request.calibration().orElseThrow();
    RuntimeChoice runtime = new RuntimeChoice(calibration.providers(), request.runtimeIn());
    PassPlanner passes = new PassPlanner(memory.bounds(), data, issues);
    if (!memory.needsData() || calibration.mode() == Mode.ONE_PASS) {
      return passes.plan(source, runtime, model, units, planned);
    }
    SequentialPlanner sequential =
        new SequentialPlanner(model, units, planned, memory.bounds(), data);
    issues.addAll(sequential.issues());
    return passes.plan(source, runtime, sequential.plan());
  }

  private DataSize size(CalibrationData data, List<PlannedWeight> planned) {
    int features =
        features(planned.stream().filter(weight -> !weight.needs().isEmpty()))
            .orElseGet(() -> features(planned.stream()).orElse(1));
    return data.size(features, issues);
  }

  private static Optional<Integer> features(Stream<PlannedWeight> weights) {
    return weights.map(weight -> weight.weight().inputFeatures()).min(Integer::compare);
  }

  private Optional<SourceChoice> bindSource() {
    return request.calibration().flatMap(given -> references.source(given.source()));
  }

  /** The request with its source's options as they were understood: paths are paths. */
  private QuantizationRequest withFiles(SourceChoice source) {
    Calibration written = request.calibration().orElseThrow();
    Reference understood =
        new Reference(
            written.source().id(),
            source.options().given(),
            written.source().location(),
            written.source().locations());
    return request.toBuilder()
        .calibration(
            new Calibration(understood, written.mode(), written.providers(), written.onMissing()))
        .build();
  }

  private Optional<PlannedWeight> plan(
      ConstantWeight weight, List<Decision> wanted, TargetJudge judge) {
    NeedsPlanner.Met met = needs.meet(wanted);
    return replacements
        .plan(weight, met.decisions())
        .map(
            replacement ->
                new PlannedWeight(
                    replacement,
                    met.decisions().get(0).algorithm(),
                    met.needs(),
                    judge.judge(replacement, wanted.get(0).location()),
                    met.notes()));
  }

  private void checkSettings() {
    settings.check(request.defaults());
    request.rules().forEach(rule -> settings.check(rule.settings()));
    checkExternalData();
    checkInterface();
    request.evaluation().ifPresent(given -> references.source(given.source()));
  }

  private void checkInterface() {
    if (request.io() == InterfaceType.FLOAT16 && request.rest() != Rest.FLOAT16) {
      issues.add(
          Issue.of(
              "inputs and outputs in float16 need a rest in float16",
              "set %s: float16, or leave %s out".formatted(RecipeKeys.REST, RecipeKeys.IO)));
    }
  }

  private void checkExternalData() {
    if (request.output().file().isEmpty() && request.externalData() == ExternalData.ALWAYS) {
      issues.add(
          Issue.of(
              "the quantized model goes to a stream, which cannot hold external data",
              "write it to a file, or leave external data out"));
    }
  }

  private static int required(
      List<PlannedWeight> planned, ToIntFunction<EmissionPlan.Accepted> version) {
    return planned.stream()
        .flatMap(weight -> weight.replacement().emissions().stream())
        .mapToInt(emission -> version.applyAsInt(emission.plan()))
        .max()
        .orElse(0);
  }
}
