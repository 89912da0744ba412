package org.woq4j.plugins.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pf4j.PluginDependency;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginState;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Providers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.PluginRequirement;

/** Loads jars as plugins, step by step. A jar that fails at one step is left out of the next. */
final class Loading {

  private final IsolatingPluginManager manager;
  private final List<Candidate> candidates;

  Loading(List<Path> jars, IsolatingPluginManager manager) {
    this.manager = manager;
    this.candidates =
        jars.stream()
            .map(jar -> Candidate.read(jar, manager))
            .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Checks what can be checked without running code of the plugins. */
  List<InstalledPlugin> inspect() {
    rejectTwins();
    resolve();
    rejectIdle();
    return installed();
  }

  /**
   * Loads every plugin.
   *
   * @param builtIn ids that cannot be taken
   */
  List<InstalledPlugin> loadAll(List<String> builtIn) {
    rejectTwins();
    resolve();
    start(builtIn);
    return installed();
  }

  /**
   * Loads the required plugins. Loads none of them if one is missing or is not as required, and
   * never loads another one.
   *
   * @param builtIn ids that cannot be taken
   */
  List<InstalledPlugin> loadOnly(List<PluginRequirement> required, List<String> builtIn) {
    Set<String> ids = required.stream().map(PluginRequirement::id).collect(Collectors.toSet());
    copyPinned(required);
    candidates.stream().filter(one -> !ids.contains(one.id())).forEach(Candidate::leaveOut);
    rejectTwins();
    required.forEach(this::rejectOthers);
    rejectDependenciesOutside(ids);
    resolve();
    if (required.stream().allMatch(this::isMet)) {
      start(builtIn);
    }
    return installed();
  }

  private void copyPinned(List<PluginRequirement> required) {
    Set<String> pinned =
        required.stream()
            .filter(requirement -> requirement.sha256().isPresent())
            .map(PluginRequirement::id)
            .collect(Collectors.toSet());
    candidates.replaceAll(
        one -> pinned.contains(one.id()) ? Candidate.readCopy(one.jar(), manager) : one);
  }

  private List<InstalledPlugin> installed() {
    return candidates.stream().map(Candidate::installed).toList();
  }

  private void start(List<String> builtIn) {
    sound().forEach(this::start);
    rejectIdle();
    rejectTakenIds(builtIn);
  }

  /** The plugins without a problem so far. */
  private List<Candidate> sound() {
    return candidates.stream().filter(Candidate::isSound).toList();
  }

  private Stream<Candidate> withId(PluginRequirement requirement) {
    return candidates.stream().filter(candidate -> candidate.id().equals(requirement.id()));
  }

  private boolean isMet(PluginRequirement requirement) {
    return withId(requirement).findAny().isPresent()
        && withId(requirement).allMatch(Candidate::isSound);
  }

  private void rejectOthers(PluginRequirement requirement) {
    withId(requirement)
        .forEach(candidate -> otherThan(requirement, candidate).ifPresent(candidate::fail));
  }

  /** The class loader of a plugin also finds the classes of those that it depends on. */
  private void rejectDependenciesOutside(Set<String> required) {
    Set<String> others =
        candidates.stream()
            .map(Candidate::id)
            .filter(id -> !required.contains(id))
            .collect(Collectors.toSet());
    for (Candidate one : sound()) {
      one.dependencies().stream()
          .map(PluginDependency::getPluginId)
          .filter(others::contains)
          .forEach(
              id ->
                  one.fail(
                      "it depends on the plugin '" + id + "', which is not required",
                      "require that plugin, too"));
    }
  }

  private void rejectTwins() {
    sound().stream()
        .collect(Collectors.groupingBy(Candidate::id))
        .values()
        .forEach(
            twins -> {
              for (Candidate one : twins) {
                twins.stream()
                    .filter(other -> other != one)
                    .forEach(
                        other ->
                            one.fail(
                                "it is the plugin '" + one.id() + "', and so is " + other.jar(),
                                "remove one of them"));
              }
            });
  }

  /** Why a plugin does not meet its requirement; empty if it does. */
  private static Optional<Issue> otherThan(PluginRequirement requirement, Candidate candidate) {
    if (requirement.sha256().isPresent()
        && !requirement.sha256().get().equals(candidate.sha256())) {
      return Optional.of(
          Issue.of(
                  candidate.jar()
                      + " has the SHA-256 "
                      + candidate.sha256()
                      + ", and "
                      + requirement.sha256().get()
                      + " is required",
                  "get the jar with that checksum; if this is the right jar, correct the checksum")
              .at(requirement.location()));
    }
    if (requirement.version().isPresent()
        && !requirement.version().get().equals(candidate.version())) {
      return Optional.of(
          Issue.of(
                  candidate.jar()
                      + " is version "
                      + candidate.version()
                      + " of '"
                      + candidate.id()
                      + "', and "
                      + requirement.version().get()
                      + " is required",
                  "get the required version, or require this one")
              .at(requirement.location()));
    }
    return Optional.empty();
  }

  /** Makes the class loaders and finds the dependencies; runs no code of the plugins. */
  private void resolve() {
    for (Candidate candidate : sound()) {
      try {
        manager.load(candidate.contents());
      } catch (RuntimeException refused) {
        candidate.fail(String.valueOf(refused.getMessage()), "correct its manifest");
      }
    }
    try {
      manager.resolve();
    } catch (RuntimeException unresolved) {
      String why =
          unresolved instanceof PluginRuntimeException
              ? "its dependencies form a cycle"
              : "a version of its dependencies cannot be read: " + unresolved.getMessage();
      // PF4J resolves all or none. Plugins without dependencies still work.
      sound().stream()
          .filter(one -> !one.dependencies().isEmpty())
          .forEach(one -> one.fail(why, "correct its manifest"));
    }
    sound().stream()
        .filter(one -> manager.getPlugin(one.id()) == null)
        .forEach(Loading::rejectUnresolved);
  }

  private static void rejectUnresolved(Candidate candidate) {
    candidate.fail(
        "it depends on "
            + candidate.dependencies().stream()
                .map(Loading::written)
                .collect(Collectors.joining(", "))
            + ", and not all of these are in the folder",
        "add the missing plugins to the folder");
  }

  private void start(Candidate candidate) {
    try {
      // Without this check, the class loader of a disabled or failed plugin would load providers,
      // too.
      if (manager.startPlugin(candidate.id()) != PluginState.STARTED) {
        Throwable why = manager.getPlugin(candidate.id()).getFailedException();
        candidate.fail("it did not start: " + why, "this is a bug in its Plugin-Class");
        return;
      }
      Providers providers =
          ProviderFinder.find(manager.getPluginClassLoader(candidate.id()), plugin(candidate));
      Registry.builder().add(providers).build();
      candidate.provides(providers);
    } catch (ProviderFinder.BrokenProvider broken) {
      candidate.fail(String.valueOf(broken.getMessage()), broken.cure());
    } catch (WoqException wrongIds) {
      Issue first = wrongIds.issues().get(0);
      candidate.fail(first.message(), first.cure().orElse("this is a bug in the plugin"));
    } catch (RuntimeException | Error broken) {
      candidate.fail("it did not start: " + broken, "this is a bug in its Plugin-Class");
    }
  }

  private Plugin plugin(Candidate candidate) {
    return candidate.plugin(
        candidate.dependencies().stream()
            .flatMap(
                dependency ->
                    sound().stream().filter(one -> one.id().equals(dependency.getPluginId())))
            .map(this::plugin)
            .toList());
  }

  private static String written(PluginDependency dependency) {
    return dependency.getPluginId() + " " + dependency.getPluginVersionSupport();
  }

  /** A plugin that provides nothing is a mistake, unless another one depends on it. */
  private void rejectIdle() {
    Set<String> neededIds = new HashSet<>();
    sound().stream()
        .flatMap(one -> one.dependencies().stream())
        .forEach(dependency -> neededIds.add(dependency.getPluginId()));
    for (Candidate one : sound()) {
      if (one.provides().isEmpty() && !neededIds.contains(one.id())) {
        one.fail(
            "it provides nothing: no file in its META-INF/services names an algorithm, a format,"
                + " a calibration source, a target or a measure",
            "name the class in META-INF/services/org.woq4j.api.algorithm.WeightOnlyAlgorithm");
      }
    }
  }

  private void rejectTakenIds(List<String> builtIn) {
    Map<String, List<Candidate>> owners = new LinkedHashMap<>();
    for (Candidate one : sound()) {
      one.provides().forEach(id -> owners.computeIfAbsent(id, key -> new ArrayList<>()).add(one));
    }
    owners.forEach(
        (id, all) -> {
          for (Candidate one : all) {
            if (builtIn.contains(id)) {
              one.fail("it provides the " + id + ", which is built in", "choose another id");
            }
            all.stream()
                .filter(other -> other != one)
                .forEach(
                    other ->
                        one.fail(
                            "it provides the " + id + ", and so does " + other.jar(),
                            "remove one of them"));
          }
        });
  }
}
