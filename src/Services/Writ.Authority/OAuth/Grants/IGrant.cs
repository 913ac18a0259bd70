namespace Writ.Authority.OAuth.Grants;

/// <summary>One grant of the token endpoint (RFC 6749 §1.3): says for which task a writ may be issued, opening it where that is what was asked.</summary>
internal interface IGrant
{
    /// <summary>The value of `grant_type`.</summary>
    string Type { get; }

    /// <summary>The type of what is issued, as the answer names it (RFC 8693 §2.2.1); null where the grant's answer does not.</summary>
    string? IssuedType { get; }

    /// <summary>Judges a request.</summary>
    ValueTask<GrantResult> JudgeAsync(GrantRequest request, CancellationToken cancellationToken);
}
