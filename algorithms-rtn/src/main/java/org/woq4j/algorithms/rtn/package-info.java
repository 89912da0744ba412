/** Round to nearest: each group on its own, without data. */
package org.woq4j.algorithms.rtn;
