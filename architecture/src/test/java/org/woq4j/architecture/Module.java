package org.woq4j.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A folder with a program of its own.
 *
 * @param path relative to the top of the tree, such as {@code plugins/host}
 */
record Module(String path) {

  private static final Path TOP =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();

  /** Has only tests. */
  private static final String THIS = "architecture";

  /** A project of its own, which the build of woq4j leaves out. */
  static final Module EXAMPLE_PLUGIN = new Module("examples/plugin-hqq");

  /** Every module that the root pom lists, but those that only hold a pom, and this one. */
  static List<Module> all() {
    return texts(TOP.resolve("pom.xml"), "/project/modules/module")
        .map(Module::new)
        .filter(module -> !module.path.equals(THIS) && !module.holdsOnlyAPom())
        .toList();
  }

  private boolean holdsOnlyAPom() {
    return texts(folder().resolve("pom.xml"), "/project/packaging").anyMatch("pom"::equals);
  }

  private static Stream<String> texts(Path pom, String xpath) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
      NodeList found =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(xpath, document, XPathConstants.NODESET);
      return IntStream.range(0, found.getLength())
          .mapToObj(i -> found.item(i).getTextContent().strip());
    } catch (IOException | SAXException failed) {
      throw new AssertionError(pom + " cannot be read", failed);
    } catch (ParserConfigurationException | XPathExpressionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Path folder() {
    return TOP.resolve(path);
  }

  /** Where the build puts the compiled classes; the folder need not be there. */
  Path classes() {
    return folder().resolve("target/classes");
  }

  boolean isBuilt() {
    return !files(classes(), ".class").isEmpty();
  }

  /** Source files, without those of tests and those that the build generates. */
  List<Path> sources() {
    return files(folder().resolve("src/main/java"), ".java");
  }

  private static List<Path> files(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
