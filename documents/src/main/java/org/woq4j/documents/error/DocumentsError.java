package org.woq4j.documents.error;

import org.woq4j.api.ErrorCode;
import org.woq4j.api.ErrorCode.Category;

/** What can go wrong with documents. */
public final class DocumentsError {

  /** The document cannot be written. */
  public static final ErrorCode UNWRITABLE =
      new ErrorCode("documents.unwritable", Category.RESOURCE);

  /** A configuration for ONNX Runtime GenAI cannot be made or changed. */
  public static final ErrorCode GENAI = new ErrorCode("documents.genai", Category.USER);

  private DocumentsError() {}
}
