namespace Writ.Authority.OAuth.Grants;

/// <summary>`jwt-bearer` (RFC 7523 §2.1): opens a task on behalf of the subject whose identity provider made the assertion. The client authenticates itself all the same.</summary>
internal sealed class JwtBearerGrant(TaskOpener opener, SubjectTokens subjects) : IGrant
{
    public string Type => "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public string? IssuedType => null;

    public async ValueTask<GrantResult> JudgeAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        if (request.Form["assertion"] is not { } assertion)
        {
            return new GrantResult.Refused(OAuthRefusal.Request("there is no `assertion`", "send the subject's token as `assertion`"));
        }

        return await opener.OpenForAsync(assertion, request, subjects, cancellationToken);
    }
}
