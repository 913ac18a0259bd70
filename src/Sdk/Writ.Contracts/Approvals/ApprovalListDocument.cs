using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>The approvals that are open.</summary>
/// <param name="Approvals">The approvals, oldest first.</param>
public sealed record ApprovalListDocument(ImmutableArray<ApprovalDocument> Approvals);
