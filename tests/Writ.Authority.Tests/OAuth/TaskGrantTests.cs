using System.Net;
using System.Text;
using System.Text.Json;
using Writ.Domain;

namespace Writ.Authority.Tests.OAuth;

/// <summary>Opening a task by `authorization_details`, over the network.</summary>
public sealed class TaskGrantTests : IAsyncLifetime
{
    private TokenClient client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => client = await TokenClient.StartAsync();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Fact]
    public async Task Token_WithDetails_OpensATaskWithinTheCeilingAndSaysWhatWasGranted()
    {
        var details = TokenClient.Details("\"goal\":\"planted goal\",\"actions\":[\"files/*\",\"mail/send\"],\"resources\":[\"Case::42\"],\"arguments\":{\"path\":{\"below\":\"customers/acme\"}},\"lifetime\":600");
        var token = await TokenClient.TokenAsync(await client.ClientCredentialsAsync(details));
        Assert.NotEqual(client.Task.Id.ToString(), token.Task);
        var task = (await client.Host.Journal.FindTaskAsync(TaskId.Parse(token.Task), Cancelled))!;
        Assert.Equal((client.Task.Actor.Instance, Binding.Dpop, TaskChannel.Agent, (Subject?)null, "planted goal"), (task.Actor.Instance, task.Actor.Binding, task.Channel, task.Subject, task.Goal));
        Assert.Equal(TimeSpan.FromMinutes(10), task.Deadline - task.Opened);
        Assert.True(task.Scope.IsSubsetOf(client.Task.Scope));

        var granted = Assert.Single(token.AuthorizationDetails!);
        Assert.Equal(("urn:writ:task", "resolve-ticket", 600L), (granted.Type, granted.Intent, granted.Lifetime));
        Assert.Equal(["files/list_directory", "files/read_text_file"], granted.Actions!.Order(StringComparer.Ordinal));
        Assert.Equal(["Case::42"], granted.Resources!);
        Assert.Equal(("customers/acme", 100L), (granted.Arguments!["path"].Below, granted.Arguments["head"].AtMost));
        Assert.Null(granted.Parameters);

        // The writ is of that task, says the same, and holds nothing personal.
        Assert.Equal(task.Id, client.Verify(token.AccessToken).Task);
        var carried = TokenClient.Claims(token.AccessToken).GetProperty("authorization_details");
        Assert.Equal("Case::42", carried[0].GetProperty("resources")[0].GetString());
        Assert.DoesNotContain("acme\"", carried.GetRawText().Replace("customers/acme", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", carried.GetRawText(), StringComparison.Ordinal);
        var introspected = await client.IntrospectAsync(token.AccessToken);
        Assert.Equal((true, task.Id.ToString(), "Case::42"), (introspected.Active, introspected.Task, introspected.AuthorizationDetails![0].Resources![0]));
    }

    [Fact]
    public async Task Token_WithIntentAlone_GrantsTheWholeCeiling()
    {
        var token = await TokenClient.TokenAsync(await client.ClientCredentialsAsync(TokenClient.Details()));
        Assert.Equal(2, token.AuthorizationDetails!.Count);
        Assert.Equal(["crm/*"], token.AuthorizationDetails[1].Actions!);
    }

    [Fact]
    public async Task Token_WithoutDetails_AnswersNoneButTheWritCarriesThem()
    {
        var token = await TokenClient.TokenAsync(await client.ClientCredentialsAsync());
        Assert.Equal(client.Task.Id.ToString(), token.Task);
        Assert.Null(token.AuthorizationDetails);
        Assert.Equal(2, TokenClient.Claims(token.AccessToken).GetProperty("authorization_details").GetArrayLength());
    }

    [Fact]
    public async Task Token_SecondTask_MakesTheOnlyTaskAmbiguous()
    {
        await TokenClient.TokenAsync(await client.ClientCredentialsAsync(TokenClient.Details()));
        var error = await TokenClient.ErrorAsync(await client.ClientCredentialsAsync());
        Assert.Equal(("invalid_grant", "W2318"), (error.Error, error.Code));
    }

    [Fact]
    public async Task Token_PolicyDenies_SaysSoUnderTheLedgersDecision()
    {
        AgentTask? asked = null;
        client.Host.Compiler.Latest!.OnOpening = task =>
        {
            asked = task;
            return Decision.Deny(task.Release, [new Reason("W3107", "policies/support.cedar#0", "no \"policy\" permits\u00e9\n\\it", "ask an operator"), new Reason("W3108", "x", "forbidden too", "y")], []);
        };
        var error = await TokenClient.ErrorAsync(await client.ClientCredentialsAsync(TokenClient.Details()));
        Assert.Equal(("access_denied", "W3107", "policies/support.cedar#0", "ask an operator"), (error.Error, error.Code, error.Rule, error.Fix));
        Assert.Equal("no 'policy' permits??'it", error.ErrorDescription);
        Assert.Equal(["W3108: forbidden too"], error.Details!);
        Assert.Equal((TaskChannel.Agent, Binding.Dpop), (asked!.Channel, asked.Actor.Binding));
        Assert.Equal(error.Decision, Assert.Single(client.Host.Journal.Entries.OfType<LedgerEntry.TaskRefused>()).Decision.ToString());
        Assert.Empty(client.Host.Journal.Entries.OfType<LedgerEntry.WritIssued>());
        Assert.Single(await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled));
    }

    [Theory]
    [InlineData("[{\"type\":\"urn:writ:task\",\"intent\":\"no-such\"}]", "W2202")]
    [InlineData("[{\"type\":\"urn:writ:task\",\"intent\":\"resolve-ticket\"}]", "W2203")]
    [InlineData("[{\"type\":\"urn:writ:task\",\"intent\":\"resolve-ticket\",\"parameters\":{\"customer\":\"acme\"},\"actions\":[\"mail/send\"]}]", "W2208")]
    [InlineData("[{\"type\":\"urn:writ:task\",\"intent\":\"resolve-ticket\",\"privileges\":[]}]", "W2430")]
    [InlineData("[{\"type\":\"openid_credential\"}]", "W2430")]
    [InlineData("nonsense", "W2430")]
    public async Task Token_DetailsThatFitNothing_AreInvalid(string details, string code)
    {
        var error = await TokenClient.ErrorAsync(await client.ClientCredentialsAsync(details));
        Assert.Equal(("invalid_authorization_details", code), (error.Error, error.Code));
        Assert.Single(await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled));
    }

    [Fact]
    public async Task Token_DetailsWithAProofThatProvesNothing_OpensNothing()
    {
        using var answer = await client.SendAsync([("grant_type", "client_credentials"), ("authorization_details", TokenClient.Details())], "a.b.c");
        Assert.Equal("invalid_dpop_proof", (await TokenClient.ErrorAsync(answer)).Error);
        Assert.Single(await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled));
    }

    [Fact]
    public async Task Token_OneProofManyTimesAtOnce_OpensOneTask()
    {
        var proof = client.Proof();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var answer = await client.SendAsync([("grant_type", "client_credentials"), ("authorization_details", TokenClient.Details())], proof);
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(2, (await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled)).Length);
    }

    [Fact]
    public async Task Token_InstanceOfManyTasks_GetsNoMore()
    {
        for (var live = 1; live < 32; live++)
        {
            await TokenClient.TokenAsync(await client.ClientCredentialsAsync(TokenClient.Details()));
        }

        var error = await TokenClient.ErrorAsync(await client.ClientCredentialsAsync(TokenClient.Details()));
        Assert.Equal(("access_denied", "W2432"), (error.Error, error.Code));
    }

    [Fact]
    public async Task Token_ManyOpeningsAtOnce_LeaveNoMoreTasksThanMayLive()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            using var answer = await client.ClientCredentialsAsync(TokenClient.Details());
            return answer.StatusCode;
        }));
        Assert.Equal(31, answers.Count(static status => status == HttpStatusCode.OK));
        Assert.Equal(32, (await client.Host.Journal.LiveTasksOfAsync(client.Task.Actor.Instance, Cancelled)).Length);
    }

    [Fact]
    public async Task Token_OnTheSocket_OpensATaskUntilTheAgentIsContained()
    {
        var task = await client.Host.RunAboveAsync();
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("authorization_details", TokenClient.Details())]);
        var opened = await TokenClient.TokenAsync(await client.Host.Agent.PostAsync("/oauth/token", form, Cancelled));
        var second = (await client.Host.Journal.FindTaskAsync(TaskId.Parse(opened.Task), Cancelled))!;
        Assert.Equal((task.Actor.Instance, Binding.Socket, "Bearer"), (second.Actor.Instance, second.Actor.Binding, opened.TokenType));

        await client.Host.Journal.CommitAsync([], [new Change.Contain(ContainmentKey.Agent(task.Actor.Agent))], [], Cancelled);
        var error = await TokenClient.ErrorAsync(await client.Host.Agent.PostAsync("/oauth/token", form, Cancelled));
        Assert.Equal(("access_denied", "W2210"), (error.Error, error.Code));
    }

    [Fact]
    public async Task Metadata_NamesTheType()
    {
        using var server = JsonDocument.Parse(await client.Host.Network.GetStringAsync("/.well-known/oauth-authorization-server", Cancelled));
        Assert.Equal("urn:writ:task", server.RootElement.GetProperty("authorization_details_types_supported")[0].GetString());
    }

    [Fact]
    public async Task Ledger_OfAnOpening_HoldsNoWordOfTheAgents()
    {
        await TokenClient.TokenAsync(await client.ClientCredentialsAsync(TokenClient.Details("\"goal\":\"planted-goal\"", "\"customer\":\"planted-customer\"")));
        Assert.All(client.Host.Journal.Entries, static entry => Assert.DoesNotContain("planted", Encoding.UTF8.GetString(entry.ToBytes()), StringComparison.Ordinal));
    }
}
