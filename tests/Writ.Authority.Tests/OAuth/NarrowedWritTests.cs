using System.Net;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Tests.OAuth;

/// <summary>Writs that may do less than their task: a narrower scope, fewer minutes, counted uses.</summary>
public sealed class NarrowedWritTests : IAsyncLifetime
{
    private const string Intent = "[{\"type\":\"urn:writ:task\",\"intent\":\"resolve-ticket\"}]";

    // Lies within the sample intent's first line: its limits of arguments are kept or tightened.
    private const string Limits = "\"arguments\":{\"path\":{\"below\":\"customers/acme\"},\"head\":{\"at_most\":10},\"mode\":{\"one_of\":[\"fast\"]}}";

    private TokenClient client = null!;
    private string whole = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        client = await TokenClient.StartAsync();
        whole = (await TokenClient.TokenAsync(await client.ClientCredentialsAsync())).AccessToken;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Fact]
    public async Task Exchange_NarrowerScope_IsCarriedAndKeptByWhateverItIsExchangedFor()
    {
        var narrow = await ExchangedAsync(whole, $"\"actions\":[\"files/read_text_file\"],\"resources\":[\"Case::42\"],{Limits}");
        var granted = Assert.Single(narrow.AuthorizationDetails!);
        Assert.Equal(["files/read_text_file", "Case::42", "customers/acme"], [.. granted.Actions!, .. granted.Resources!, granted.Arguments!["path"].Below!]);
        var scope = client.Verify(narrow.AccessToken).Limits!.Scope!;
        Assert.True(scope.IsSubsetOf(client.Task.Scope));
        Assert.False(client.Task.Scope.IsSubsetOf(scope));
        Assert.Equal("Case::42", (await client.IntrospectAsync(narrow.AccessToken)).AuthorizationDetails![0].Resources![0]);

        // Exchanged as it is, it stays as narrow and ends no later.
        var again = await TokenClient.TokenAsync(await client.ExchangeAsync(narrow.AccessToken));
        Assert.Null(again.AuthorizationDetails);
        Assert.True(client.Verify(again.AccessToken).Limits!.Scope!.IsSubsetOf(scope));
        Assert.True(client.Verify(again.AccessToken).Expires <= client.Verify(narrow.AccessToken).Expires);

        // What lies within the task and not within the writ is wider than the writ.
        Assert.Equal("W2431", await RefusedAsync(narrow.AccessToken, "\"actions\":[\"crm/find\"]"));
        Assert.Null(client.Verify(whole).Limits);
        var entry = client.Host.Journal.Entries.OfType<LedgerEntry.WritIssued>().Single(e => e.Writ == client.Verify(narrow.AccessToken).Id);
        Assert.Equal((client.Verify(whole).Id, false), (entry.From, entry.Narrowed.IsDefault));
    }

    [Theory]
    [InlineData("\"actions\":[\"mail/send\"]")]
    [InlineData("\"actions\":[\"files/*\"],\"resources\":[\"Case\"]")]
    [InlineData("\"actions\":[\"files/read_text_file\"],\"resources\":[\"Case\"]")]
    [InlineData("\"actions\":[\"files/read_text_file\"],\"resources\":[\"Case\"],\"arguments\":{\"path\":{\"below\":\"customers\"},\"head\":{\"at_most\":101},\"mode\":{\"one_of\":[\"fast\"]}}")]
    [InlineData("\"actions\":[\"crm/find\",\"files/read_text_file\"]")]
    [InlineData("\"goal\":\"something else\"")]
    [InlineData("\"parameters\":{\"customer\":\"globex\"}")]
    public async Task Exchange_MoreThanTheTask_IsRefused(string member) => Assert.Equal("W2431", await RefusedAsync(whole, member));

    [Fact]
    public async Task Exchange_AnotherIntent_IsRefused()
    {
        var error = await TokenClient.ErrorAsync(await client.ExchangeAsync(whole, ("authorization_details", Intent.Replace("resolve-ticket", "other", StringComparison.Ordinal))));
        Assert.Equal(("invalid_authorization_details", "W2431"), (error.Error, error.Code));
        Assert.Single(client.Host.Journal.Entries.OfType<LedgerEntry.WritIssued>());
    }

    [Fact]
    public async Task Exchange_DetailsLongerThanAWritCarries_AreRefused()
    {
        string Many(int count) => $"\"actions\":[{string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"crm/{new string('t', 120)}{i}\""))}]";
        Assert.Equal("W2431", await RefusedAsync(whole, Many(60)));
        Assert.Equal(20, client.Verify((await ExchangedAsync(whole, Many(20))).AccessToken).Limits!.Scope!.Entries[0].Actions.Length);
    }

    [Fact]
    public async Task Exchange_FewerMinutes_EndSoonerAndAreNotGotBack()
    {
        var brief = await ExchangedAsync(whole, "\"lifetime\":60");
        Assert.InRange(brief.ExpiresIn, 1, 60);
        Assert.Equal(60, Assert.Single(brief.AuthorizationDetails!).Lifetime);

        // What is answered is what there is, whatever was asked for.
        Assert.InRange(Assert.Single((await ExchangedAsync(whole, "\"lifetime\":3000")).AuthorizationDetails!).Lifetime!.Value, 1, 300);
        Assert.InRange(Assert.Single((await ExchangedAsync(brief.AccessToken, "\"lifetime\":200")).AuthorizationDetails!).Lifetime!.Value, 1, 60);
        var again = await ExchangedAsync(brief.AccessToken, "\"lifetime\":300");
        Assert.True(client.Verify(again.AccessToken).Expires <= client.Verify(brief.AccessToken).Expires);
        Assert.True(client.Verify((await TokenClient.TokenAsync(await client.ExchangeAsync(whole))).AccessToken).Expires > client.Verify(brief.AccessToken).Expires.AddMinutes(3));
    }

    [Fact]
    public async Task Exchange_CountedUses_AreHandedOnAndNeverMade()
    {
        var five = (await ExchangedAsync(whole, "\"uses\":5")).AccessToken;
        var claims = client.Verify(five);
        Assert.Equal(5, claims.Limits!.Uses);
        Assert.Equal(5, TokenClient.Claims(five).GetProperty("authorization_details")[0].GetProperty("uses").GetInt32());

        // Not without saying how many, and not more than there are.
        var error = await TokenClient.ErrorAsync(await client.ExchangeAsync(five));
        Assert.Equal(("invalid_authorization_details", "W2431"), (error.Error, error.Code));
        Assert.Equal("W2431", await RefusedAsync(five, "\"lifetime\":60"));
        Assert.Equal("W2431", await RefusedAsync(five, "\"uses\":6"));

        Assert.Equal(3, client.Verify((await ExchangedAsync(five, "\"uses\":3")).AccessToken).Limits!.Uses);
        Assert.Equal(3, await client.Host.Journal.UsesTakenAsync(claims.Counter, Cancelled));
        error = await TokenClient.ErrorAsync(await client.ExchangeAsync(five, ("authorization_details", Details("\"uses\":3"))));
        Assert.Equal(("invalid_request", "W2437"), (error.Error, error.Code));
        Assert.Equal(3, await client.Host.Journal.UsesTakenAsync(claims.Counter, Cancelled));
        Assert.True((await client.IntrospectAsync(five)).Active);
        await ExchangedAsync(five, "\"uses\":2");
        Assert.False((await client.IntrospectAsync(five)).Active);
    }

    [Fact]
    public async Task Exchange_OneUseAtATimeByManyAtOnce_HandsOnAsManyAsThereAre()
    {
        var five = (await ExchangedAsync(whole, "\"uses\":5")).AccessToken;
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var answer = await client.ExchangeAsync(five, ("authorization_details", Details("\"uses\":1")));
            return answer.StatusCode;
        }));
        Assert.Equal(5, answers.Count(static s => s == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Exchange_WritTakenBackMeanwhile_IsRefusedInTheTransaction()
    {
        // Taken back between what the exchange read and what it commits: the first commit is the client's SVID.
        var (journal, revocation) = (client.Host.Journal, client.Verify(whole).Revocation);
        await TokenClient.TokenAsync(await client.ExchangeAsync(whole, ("authorization_details", Intent)));
        journal.BeforeCommit = () => journal.BeforeCommit = () => _ = journal.CommitAsync([], [new Change.Spend(revocation, DateTimeOffset.MaxValue)], [], CancellationToken.None);
        var error = await TokenClient.ErrorAsync(await client.ExchangeAsync(whole, ("authorization_details", Intent)));
        Assert.Equal(("invalid_request", "W2426"), (error.Error, error.Code));
    }

    [Fact]
    public async Task Open_WithUses_GivesACountedWritOfTheWholeTask()
    {
        var token = await TokenClient.TokenAsync(await client.ClientCredentialsAsync(TokenClient.Details("\"uses\":1")));
        var granted = Assert.Single(token.AuthorizationDetails!);
        Assert.Equal((1, null), (granted.Uses, granted.Actions));
        Assert.Equal(1, Assert.Single((await client.IntrospectAsync(token.AccessToken)).AuthorizationDetails!).Uses);
        var limits = client.Verify(token.AccessToken).Limits!;
        Assert.Equal((null, 1), (limits.Scope, limits.Uses));
        Assert.True((await client.IntrospectAsync(token.AccessToken)).Active);
        Assert.IsType<CommitResult.Committed>(await client.Host.Journal.CommitAsync(limits.ConditionsOf(1), limits.ChangesOf(1), [], Cancelled));
        Assert.IsType<CommitResult.Refused>(await client.Host.Journal.CommitAsync(limits.ConditionsOf(1), limits.ChangesOf(1), [], Cancelled));
        Assert.False((await client.IntrospectAsync(token.AccessToken)).Active);
    }

    [Theory]
    [InlineData("suspended", false)]
    [InlineData("downgraded", true)]
    [InlineData("everything", false)]
    [InlineData("agent", false)]
    [InlineData("instance", false)]
    [InlineData("server", true)]
    public async Task Introspect_WritThatNothingCanBeDoneWith_IsInactiveUntilSomethingCan(string by, bool active)
    {
        var actor = client.Task.Actor;
        Change Move(TaskState state, TaskState returns = TaskState.None) => new Change.MoveTask(client.Task.Id, new TaskStanding(state, returns));
        var key = by switch
        {
            "everything" => ContainmentKey.Everything,
            "agent" => ContainmentKey.Agent(actor.Agent),
            "instance" => ContainmentKey.Instance(actor.Instance),
            _ => ContainmentKey.Server(Slug.Parse("crm")),
        };
        var (there, back) = by switch
        {
            "suspended" => (Move(TaskState.Suspended, TaskState.Open), Move(TaskState.Open)),
            "downgraded" => (Move(TaskState.Downgraded), Move(TaskState.Open)),
            _ => (new Change.Contain(key), (Change)new Change.Restore(key)),
        };

        // Whom an operator contained gets no new credential, and has the one from before for some minutes.
        var credential = await client.AssertionAsync();
        Assert.True((await client.IntrospectAsync(whole, credential)).Active);
        await client.Host.Journal.CommitAsync([], [there], [], Cancelled);
        Assert.Equal(active, (await client.IntrospectAsync(whole, credential)).Active);
        await client.Host.Journal.CommitAsync([], [back], [], Cancelled);
        Assert.True((await client.IntrospectAsync(whole, credential)).Active);
    }

    private static string Details(string member) => Intent.Replace("}]", $",{member}}}]", StringComparison.Ordinal);

    private async Task<TokenDocument> ExchangedAsync(string token, string member) =>
        await TokenClient.TokenAsync(await client.ExchangeAsync(token, ("authorization_details", Details(member))));

    private async Task<string> RefusedAsync(string token, string member)
    {
        var error = await TokenClient.ErrorAsync(await client.ExchangeAsync(token, ("authorization_details", Details(member))));
        Assert.Equal("invalid_authorization_details", error.Error);
        return error.Code;
    }
}
